import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A part that is started again whenever it has ended, until it is stopped. */
export interface Kept {
  readonly name: string;
  /** Of the process that runs now. */
  pid(): number | undefined;
  /** How often it was started. */
  starts(): number;
  stop(): Promise<void>;
}

/** What a start gives. */
interface Started {
  readonly pid: number;
  stop(): Promise<void>;
}

/** Milliseconds between two starts. */
const PAUSE = 200;

/**
 * Starts a part and keeps it up. The first start has to work; a later one that fails, because the port is still held by what
 * was stopped there, is tried again.
 */
export async function keep(name: string, launch: () => Promise<Started>): Promise<Kept> {
  let running: Started | undefined = await launch();
  let starts = 1;
  let stopped = false;
  const watch = async () => {
    while (!stopped) {
      await pause(PAUSE);
      if (stopped || (running && existsSync(`/proc/${running.pid}`))) continue;
      running = undefined;
      running = await launch().catch(() => undefined);
      if (running) starts += 1;
    }
  };
  const watching = watch();
  return {
    name,
    pid: () => running?.pid,
    starts: () => starts,
    async stop() {
      stopped = true;
      await watching;
      await running?.stop();
    },
  };
}
