// Makes a program's time pass CLOCK_FACTOR times faster: node --require clock.cjs, or through NODE_OPTIONS. So a
// limit of 10 minutes is tested with its real constant, and the program needs no switch for tests.
const { Socket } = require('node:net');
const timers = require('node:timers');
const promised = require('node:timers/promises');

const factor = Number(process.env.CLOCK_FACTOR);
if (!(factor > 0)) throw new Error('CLOCK_FACTOR is not set');

// Of limits that are there for a machine that hangs half a second is left: else a busy one is taken for that.
const LEAST = 500;
const LIMIT = 5_000;
const shorten = (milliseconds) => {
  const short = Math.ceil(milliseconds / factor);
  return milliseconds > LIMIT ? Math.max(short, LEAST) : short;
};

/** Replaces a function whose argument `index` is a duration. */
function hasten(owner, name, index) {
  const real = owner[name];
  const fast = function (...given) {
    if (typeof given[index] === 'number') given[index] = shorten(given[index]);
    return real.apply(this, given);
  };
  // What hangs on the function, as util.promisify.custom does, stays; a timer that is a promise is replaced below.
  owner[name] = Object.assign(fast, real);
}

/** Replaces a clock: what it shows runs on from now, faster. */
function speed(owner, name, scale) {
  const real = owner[name].bind(owner);
  const start = real();
  owner[name] = Object.assign((...given) => scale(real(...given), start), owner[name]);
}

for (const owner of [globalThis, timers]) {
  hasten(owner, 'setTimeout', 1);
  hasten(owner, 'setInterval', 1);
}
hasten(promised, 'setTimeout', 0);
hasten(promised, 'setInterval', 0);
hasten(AbortSignal, 'timeout', 0);
hasten(Socket.prototype, 'setTimeout', 0);

const scale = (now, start) => start + (now - start) * factor;
speed(Date, 'now', scale);
speed(performance, 'now', scale);
speed(process, 'uptime', scale);
speed(process.hrtime, 'bigint', (now, start) => start + BigInt(Math.round(Number(now - start) * factor)));
