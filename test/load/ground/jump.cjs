// Moves a program's time of day by as many hours as the file JUMP_FILE says, as if somebody set the clock. The clock that
// timers go by is not touched, as the kernel does not touch it; with CLOCK_FACTOR it runs faster.
const { readFileSync } = require('node:fs');
if (process.env.CLOCK_FACTOR) require('../../support/clock.cjs');

const { now } = Date;
const hours = () => {
  try {
    return Number(readFileSync(process.env.JUMP_FILE, 'latin1'));
  } catch {
    return 0;
  }
};
Date.now = () => now() + hours() * 3_600_000;
globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length === 0 ? [Date.now()] : given));
  }
};
