import { path, program } from '../paths.js';
import { freePort } from '../ports.js';
import { type Running, start } from './command.js';

export interface SocketActivate {
  readonly port: number;
  /** The real program and, mixed in, what the sessions wrote to their stderr (in a service: the journal). */
  readonly running: Running;
  stop(): Promise<void>;
}

/** A real systemd-socket-activate: it accepts, the program gets the connection as fd 0 and 1, fd 2 stays apart. */
export async function startSocketActivate(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<SocketActivate> {
  const port = await freePort();
  const setting = Object.entries(env).map(([name, value]) => `--setenv=${name}=${value}`);
  const running = start(
    'systemd-socket-activate',
    [`--listen=127.0.0.1:${port}`, '--accept', '--inetd', ...setting, program, ...args],
    { env: { PATH: path } },
  );
  await running.line(/Listening on/).catch(async (error) => {
    await running.stop();
    throw error;
  });
  return { port, running, stop: () => running.stop() };
}
