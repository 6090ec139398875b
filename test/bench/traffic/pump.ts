import { ONION } from './contenders.js';
import { python } from './load.js';
import type { Service } from './service.js';

/** One spliced session. */
export interface Pump {
  /** The process that splices, or without a proxy the near end. */
  readonly pid: number;
  /** Has the near end obey a line; returns the seconds it took. */
  tell(line: string): Promise<number>;
  /** The same without waiting. */
  order(line: string): void;
  /** Ends the session. */
  close(): Promise<void>;
  /** Breaks it off. */
  stop(): Promise<void>;
}

/** Opens one to a service, or to a port with no proxy behind it. */
export async function openPump(port: number, service?: Service): Promise<Pump> {
  const pump = python('pump.py', String(port), ONION);
  await pump.line(/^ready$/m);
  let lines = 1;
  const order = (line: string) => {
    lines += 1;
    pump.child.stdin?.write(`${line}\n`);
  };
  return {
    pid: service?.processes()[0] ?? pump.pid,
    order,
    async tell(line) {
      order(line);
      const [text] = await pump.line(new RegExp(`^(?:.*\\n){${lines}}`), 120);
      return Number(text.trimEnd().split('\n').at(-1));
    },
    async close() {
      pump.child.stdin?.end('quit\n');
      await pump.ended();
    },
    stop: () => pump.stop(),
  };
}
