import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Running, start } from '../programs/command.js';

/** One Tor of a test: its folder is its DataDirectory, and holds its torrc. */
export interface TorProcess {
  readonly folder: string;
  readonly running: Running;
  /** Resolves when it can build circuits; `seen` gets each percentage on the way. */
  bootstrapped(seen?: (percent: number) => void, seconds?: number): Promise<void>;
  stop(): Promise<void>;
}

/** Makes the folder (Tor insists on 0700) and its torrc. */
export function configureTor(folder: string, torrc: readonly string[]): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const always = [
    `DataDirectory ${folder}`,
    'Log notice stdout',
    `Log notice file ${join(folder, 'log')}`,
    'RunAsDaemon 0',
    // Ends by itself should this process be killed without a chance to clean up.
    `__OwningControllerProcess ${process.pid}`,
    'ShutdownWaitLength 0',
    // Neither the distribution's defaults nor a GeoIP file: nothing of the machine's own Tor.
    'GeoIPFile /dev/null',
    'GeoIPv6File /dev/null',
  ];
  writeFileSync(join(folder, 'torrc'), `${[...always, ...torrc].join('\n')}\n`);
}

/** The distribution's default torrc names ports and a user of the system's Tor, so it is replaced by nothing. */
export function torArguments(folder: string): string[] {
  return ['--defaults-torrc', '/dev/null', '-f', join(folder, 'torrc')];
}

export function environment(): NodeJS.ProcessEnv {
  return { PATH: `${process.env.PATH}:/usr/sbin:/sbin`, HOME: '/nonexistent', LC_ALL: 'C' };
}

export function startTor(folder: string): TorProcess {
  const running = start('tor', torArguments(folder), { env: environment() });
  return {
    folder,
    running,
    async bootstrapped(seen = () => {}, seconds = 120) {
      let last = -1;
      const look = () => {
        const percents = [...running.output().matchAll(/Bootstrapped (\d+)%/g)];
        const percent = Number(percents.at(-1)?.[1] ?? 0);
        if (percent !== last) seen(percent);
        last = percent;
      };
      running.child.stdout?.on('data', look);
      await running.line(/Bootstrapped 100%/, seconds);
      running.child.stdout?.off('data', look);
      look();
    },
    stop: () => running.stop(),
  };
}
