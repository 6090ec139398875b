import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';

/** Milliseconds in which Node starts where nothing but the tests themselves is going on. */
const START = 120;
/** More than that is a machine on which nothing can be tested. */
const MOST = 12;

const clamp = (times: number) => Math.min(Math.max(times, 1), MOST);

/** How many times slower this machine is at the moment than one that has nothing else to do: by a start of Node. */
export async function slowness(): Promise<number> {
  const begun = performance.now();
  await once(spawn(process.execPath, ['--eval', ''], { stdio: 'ignore', env: {} }), 'close');
  return clamp((performance.now() - begun) / START);
}

let load = 0;
let isRead = false;

/** A deadline in seconds: at least so many, and more on a machine that has more to do than it has cores for. */
export function patient(least: number): number {
  if (!isRead) {
    [load = 0] = loadavg();
    isRead = true;
    // The kernel counts every five seconds.
    setTimeout(() => {
      isRead = false;
    }, 5000).unref();
  }
  return Math.ceil(least * clamp((2 * load) / cpus().length));
}
