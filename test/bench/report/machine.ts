import { execFileSync } from 'node:child_process';
import { arch, cpus, loadavg, release, totalmem } from 'node:os';

/** Where it was measured, and with what. */
export interface Machine {
  readonly date: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryMb: number;
  readonly kernel: string;
  readonly node: string;
  readonly packages: Readonly<Record<string, string>>;
  /** The load average before. Far above 0 it has made times longer, and changed ratios less. */
  readonly loadBefore: number;
}

const PACKAGES = ['socat', 'netcat-openbsd', 'torsocks', 'msmtp', 'xinetd', 'python3-minimal'];

export function describeMachine(): Machine {
  const listed = execFileSync('dpkg-query', ['-W', '-f', '${Package} ${Version}\n', ...PACKAGES], {
    encoding: 'utf8',
  });
  return {
    date: new Date().toISOString(),
    processor: cpus()[0]?.model ?? arch(),
    cores: cpus().length,
    memoryMb: Math.round(totalmem() / 1024 ** 2),
    kernel: release(),
    node: process.version,
    packages: Object.fromEntries(
      listed
        .trim()
        .split('\n')
        .map((line) => line.split(' ')),
    ),
    loadBefore: loadavg()[0] ?? 0,
  };
}

/** One line about it; what the load average is at the end is known only then. */
export function describe(
  { processor, cores, kernel, node, loadBefore }: Machine,
  loadAfter?: number,
): string {
  const load = [loadBefore, loadAfter].filter((each) => each !== undefined).map((each) => each.toFixed(1));
  return `${processor}, ${cores} cores, Linux ${kernel.split('-')[0]}, Node ${node}, load average ${load.join(' to ')}`;
}
