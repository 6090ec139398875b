import { describe } from 'node:test';
import { whateverTheAccount } from './kept/account.js';
import { whateverItIs } from './kept/content.js';
import { keptDuring } from './kept/kept.js';
import { whateverTheMailbox } from './kept/mailbox.js';

describe('what an onion has accepted', () => {
  // One machine for all of them, as it takes its time to start.
  const kept = keptDuring('hidden-kept');
  whateverTheMailbox(kept);
  whateverTheAccount(kept);
  whateverItIs(kept);
});
