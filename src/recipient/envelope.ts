import type { Failure } from '../replies.js';
import { BAD_PARAMETER, BAD_RECIPIENT, BAD_SENDER } from './replies.js';

/** MAIL as the client gave it. */
export interface Sender {
  /** With its angle brackets, octet for octet. */
  readonly path: string;
  readonly parameters: readonly string[];
}

/** RCPT as the client gave it. */
export interface Recipient {
  readonly path: string;
  /** What is behind the @, or nothing. */
  readonly domain: string;
}

/** `<local@domain>` and what follows (RFC 5321 4.1.2). Source routes, obsolete since 2001, are not understood. */
const PATH = String.raw`:\s*(<(?:(?:"(?:[^"\\]|\\.)*"|[^\s"<>@,:]+)(?:@([^\s"<>@]+))?)?>)(|\s.*)$`;
const MAIL = new RegExp(`^MAIL\\s+FROM${PATH}`, 'i');
const RCPT = new RegExp(`^RCPT\\s+TO${PATH}`, 'i');

/** The extension that each parameter of MAIL belongs to. No server need know these: where it does not, they are left out. */
const EXTENSION_OF: readonly (readonly [RegExp, string])[] = [
  [/^SIZE=\d{1,20}$/i, 'SIZE'],
  [/^BODY=(7BIT|8BITMIME)$/i, '8BITMIME'],
];

const extensionOf = (parameter: string) => EXTENSION_OF.find(([pattern]) => pattern.test(parameter))?.[1];

/** Reads MAIL. */
export function parseSender(line: string): Sender | Failure {
  const [, path, , rest = ''] = line.trim().match(MAIL) ?? [];
  if (path === undefined) return BAD_SENDER;
  const parameters = rest.split(/\s+/).filter((word) => word !== '');
  return parameters.every(extensionOf) ? { path, parameters } : BAD_PARAMETER;
}

/** Reads RCPT. */
export function parseRecipient(line: string): Recipient | Failure {
  const [, path = '<>', domain = '', rest = ''] = line.trim().match(RCPT) ?? [];
  if (path === '<>') return BAD_RECIPIENT;
  return rest.trim() === '' ? { path, domain } : BAD_PARAMETER;
}

/** MAIL for a server that has these extensions. */
export function mailFor({ path, parameters }: Sender, extensions: ReadonlySet<string>): string {
  const known = parameters.filter((parameter) => extensions.has(extensionOf(parameter) ?? ''));
  return [`MAIL FROM:${path}`, ...known].join(' ');
}
