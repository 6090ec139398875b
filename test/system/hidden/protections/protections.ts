import { ANSWERS } from './answers.js';
import { LOOK_UPS } from './look-ups.js';
import { MESSAGE } from './message.js';
import { OWNERS } from './owners.js';
import type { Protection } from './protection.js';
import { RECIPIENTS } from './recipients.js';
import { SESSION } from './session.js';

export const PROTECTIONS: readonly Protection[] = [
  ...SESSION,
  ...LOOK_UPS,
  ...RECIPIENTS,
  ...ANSWERS,
  ...MESSAGE,
  ...OWNERS,
];
