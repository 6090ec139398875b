import { readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { contrib, path, program } from '../paths.js';
import { freePort } from '../ports.js';
import { until } from '../wait.js';
import { type Running, start } from './command.js';
import { descendants, killAll } from './tree.js';

export interface Xinetd {
  readonly port: number;
  readonly pid: number;
  /** What xinetd itself says of the service: connections turned away, switched off, on again. */
  messages(): string;
  stop(): Promise<void>;
}

/** Only values that a site has to set; everything else of the shipped file is under test. */
export interface XinetdSite {
  /** Where the configuration and the log go. */
  folder: string;
  /** Arguments of the program; no blanks inside, xinetd has no quotes. */
  args?: readonly string[];
  server?: string;
  port?: number;
  /** Another file of contrib/xinetd.d than tor-smtp. */
  file?: string;
  /** More for the program's environment, as a preload in NODE_OPTIONS; the shipped file has PATH alone. */
  env?: readonly string[];
  /** Other values of settings that the file has. */
  settings?: Readonly<Record<string, string>>;
}

/** Replaces the one value of a setting. */
function set(text: string, name: string, value: string): string {
  const line = new RegExp(`^(\\s*${name}\\s*=).*$`, 'gm');
  if (text.match(line)?.length !== 1) throw new Error(`the xinetd file has not exactly one ${name}`);
  return text.replace(line, (_all, start) => `${start} ${value}`);
}

/**
 * A real xinetd in the foreground with the shipped service file. As root and as an ordinary user alike the program runs
 * as the user of this process: xinetd that is not root ignores `user`, and a test folder need not be open to another user.
 */
export async function startXinetd(site: XinetdSite): Promise<Xinetd> {
  const port = site.port ?? (await freePort());
  const log = resolve(site.folder, `xinetd-${port}.log`);
  const config = resolve(site.folder, `xinetd-${port}.conf`);
  let text = readFileSync(resolve(contrib, 'xinetd.d', site.file ?? 'tor-smtp'), 'utf8');
  text = set(text, 'port', String(port));
  text = set(text, 'disable', 'no');
  text = set(text, 'user', userInfo().username);
  text = set(text, 'server', site.server ?? program);
  text = set(text, 'server_args', (site.args ?? []).join(' '));
  if (/^\s*banner_fail\s*=/m.test(text))
    text = set(text, 'banner_fail', resolve(contrib, 'xinetd.d/tor-smtp.421'));
  text = set(text, 'env', [`PATH=${path}`, ...(site.env ?? [])].join(' '));
  text = set(text, 'log_type', `FILE ${log}`);
  for (const [name, value] of Object.entries(site.settings ?? {})) text = set(text, name, value);
  writeFileSync(config, text);
  writeFileSync(log, '');
  const running: Running = start(
    'xinetd',
    ['-dontfork', '-f', config, '-filelog', log, '-pidfile', resolve(site.folder, `xinetd-${port}.pid`)],
    { env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }, cwd: '/' },
  );
  const messages = () => readFileSync(log, 'utf8') + running.output();
  // Its own log is the only sign that it listens; a connection would start a session.
  await until('xinetd to listen', async () => {
    if (running.child.exitCode !== null) throw new Error(`xinetd ended: ${messages()}`);
    return /Started working: 1 available service/.test(messages());
  }).catch(async (error) => {
    await running.stop();
    throw error;
  });
  return { port, pid: running.pid, messages, stop: () => stopWithChildren(running) };
}

/** xinetd leaves behind what it has started, and a resident process has no client whose end it would follow. */
async function stopWithChildren(running: Running): Promise<void> {
  const left = descendants(running.pid);
  await running.stop();
  killAll(left);
}
