import type { ChildProcess } from 'node:child_process';

/** What a machine can be told to do, and what it answers (inside.ts). */
export interface Order {
  setUp: { folder: string; host: string; mounts: readonly string[]; covers: readonly string[] };
  run: Command;
  start: { file: string; args: readonly string[] };
  stop: { pid: number };
  forward: { path: string; host: string; port: number };
  counted: undefined;
}
export interface Asked {
  setUp: undefined;
  run: { code: number | null; output: string };
  start: number;
  stop: undefined;
  forward: undefined;
  counted: Counted;
}

export interface Command {
  file: string;
  args: readonly string[];
  /** Standard input, latin1. */
  input?: string;
  uid?: number;
  gid?: number;
  env?: Readonly<Record<string, string>>;
}

/** What left the machine since it was made. */
export interface Counted {
  /** Of DNS, as `A name`. */
  questions: string[];
  /** To the clearnet. */
  connections: { port: number; from: string }[];
  /** TCP connections opened by programs on the machine, to anywhere. */
  opened: number;
  /** Messages that the clearnet got, each with the commands before it. */
  messages: string[];
}

/** Requests to the first process of the machine, and its answers. */
export function channel(child: ChildProcess) {
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let last = 0;
  child.on('message', ({ id, value, error }: { id: number; value: never; error?: string }) => {
    const one = waiting.get(id);
    waiting.delete(id);
    if (error) one?.reject(new Error(error));
    else one?.resolve(value);
  });
  child.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('the machine has ended'));
    waiting.clear();
  });
  return <Name extends keyof Order>(name: Name, order: Order[Name]) =>
    new Promise<Asked[Name]>((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      child.send({ id, name, order }, (error) => error && reject(error));
    });
}
