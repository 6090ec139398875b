import { hostname, userInfo } from 'node:os';

/** What no reply may hold: a path, a user, a host name, an address, a stack frame. */
const SECRETS = [
  /(^|[\s"'(:=])\/\w/,
  /\b(127\.0\.0\.1|localhost|::1)\b/,
  /\bat \S+ \(|\.(js|cjs|ts)\b|\bnode:/,
  /\b(ECONN|ENOENT|EACCES|EPERM|Error:)/,
];

/** The program's own words in a reply. */
export function checkReply(text: string): void {
  const own = [hostname(), userInfo().username].filter((name) => name.length > 3);
  if (SECRETS.some((secret) => secret.test(text)) || own.some((name) => text.includes(name))) {
    throw new Error(`the reply gives something away: ${text}`);
  }
}

/** One line a session, or with --by-recipient one or more, key=value, that names nobody. */
export function checkLog(log: string, options: string): void {
  const withNames = options.includes('--log-names');
  const most = options.includes('--by-recipient') ? '' : 1;
  if (!new RegExp(`^([^\\n]*\\boutcome=[^\\n]* seconds=[\\d.]+\\n){1,${most}}$`).test(log)) {
    throw new Error(`not one line for the session: ${JSON.stringify(log)}`);
  }
  if (!withNames && /\.(onion|tor)\b|\.example\b/i.test(log)) {
    throw new Error(`a name in the log: ${log}`);
  }
}
