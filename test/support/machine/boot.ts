import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../wait.js';
import type { Machine } from './machine.js';

/*
 * A real systemd as the first process of namespaces within those of the machine: of processes, mounts and control groups.
 * It knows no unit but those in /etc/systemd/system, so that it starts nothing of the system around it, and cannot write
 * what the kernel has for all (/proc/sys).
 */

const UNITS = '/run/units';
/** No generators: they look for units that a machine of this kind does not have, at every daemon-reload. */
const NONE = '/nonexistent';
const TARGETS = ['sysinit', 'basic', 'sockets', 'shutdown', 'default'];

const script = (group: string) => `
mkdir -p /run/group ${UNITS}
mount -t cgroup2 none /run/group
mkdir /run/group/${group}
echo $$ > /run/group/${group}/cgroup.procs
umount /run/group
rm -rf /etc/systemd/system/*
for target in ${TARGETS.join(' ')}; do printf '[Unit]\\nDefaultDependencies=no\\n' > ${UNITS}/$target.target; done
exec unshare -m -p -C --fork --kill-child --mount-proc sh -ec '
  umount -R /sys/fs/cgroup
  mount -t cgroup2 none /sys/fs/cgroup
  mount --bind /proc/sys /proc/sys
  mount -o remount,bind,ro /proc/sys
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=other SYSTEMD_UNIT_PATH=${UNITS}:/etc/systemd/system \\
    SYSTEMD_GENERATOR_PATH=${NONE} SYSTEMD_ENVIRONMENT_GENERATOR_PATH=${NONE} /usr/lib/systemd/systemd --system --unit=default.target --log-target=null
'`;

export interface Booted {
  /** A shell script in systemd's namespaces, where systemctl works; it has to succeed. */
  sh(script: string): Promise<string>;
  /** After the end of the machine: removes what the kernel keeps of it. */
  clear(): Promise<void>;
}

export async function boot(machine: Machine, folder: string): Promise<Booted> {
  const group = basename(folder);
  const { pid } = await machine.start('sh', ['-ec', script(group)]);
  const first = await until('systemd', async () => {
    const { output } = await machine.run({ file: 'pgrep', args: ['-P', String(pid), '-x', 'systemd'] });
    return output.trim();
  });
  const inside = (text: string) =>
    machine.run({ file: 'nsenter', args: ['-t', first, '-m', '-p', '-C', 'sh', '-euc', text] });
  await until('systemd to listen', async () => {
    return /running|degraded/.test((await inside('systemctl is-system-running || :')).output);
  });
  return {
    async sh(text) {
      const { code, output } = await inside(text);
      if (code !== 0) throw new Error(`${text}\nended with ${code}:\n${output}`);
      return output;
    },
    clear: () => remove(folder, group),
  };
}

/** Control groups outlive their processes. They are gone once the kernel has buried the last of these. */
async function remove(folder: string, group: string) {
  const place = join(folder, 'group');
  mkdirSync(place, { recursive: true });
  const text = `mount -t cgroup2 none '${place}'; cd '${place}'
    test ! -d '${group}' || find '${group}' -depth -type d -exec rmdir {} +`;
  await until('the control groups to be empty', () =>
    promisify(execFile)('unshare', ['-m', 'sh', '-euc', text]).then(
      () => true,
      () => false,
    ),
  );
}
