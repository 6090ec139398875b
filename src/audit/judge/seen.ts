import { isIPv6 } from 'node:net';
import type { Reply } from '../session/replies.js';
import type { Exchange, Transcript } from '../session/transcript.js';
import { GONE, takeOut } from '../text.js';
import { ADDRESS_DOMAIN, HOST, IP, type Kind, NEUTRAL, PATTERNS } from './giveaways.js';

/** A text that gives something away, and the line it stands in. */
export interface Seen {
  readonly kind: Kind;
  readonly text: string;
  readonly line: string;
}

/** What is looked for besides the patterns, and what is allowed. */
export interface Sought {
  readonly secrets: readonly string[];
  /** The names that the server may call itself, in lower case. */
  readonly names: readonly string[];
  /** Other names that it calls itself. */
  readonly otherNames: readonly string[];
}

/** All that gives something away in one reply. What was `sent` on the connection is only an echo. */
export function seenIn(reply: Reply, exchange: Exchange, sent: string, sought: Sought): Seen[] {
  return [...reply.lines, ...challenge(reply)].flatMap((line, index) => {
    const extension = index > 0 && reply.code === '250' && /^EHLO/i.test(exchange.sent);
    return seenInLine(line, sought, reply, extension)
      .filter(({ text }) => !sent.toLowerCase().includes(text.toLowerCase()))
      .map((each) => ({ ...each, line }));
  });
}

/** What is found is taken out of the line before the next thing is looked for, so nothing is found twice. */
function seenInLine(line: string, { secrets, names, otherNames }: Sought, reply: Reply, extension: boolean) {
  const seen: { kind: Kind; text: string }[] = [];
  let rest = line.replace(/^\d{3}[ -]?(?:[245]\.\d{1,3}\.\d{1,3}(?= |$))?/, '');
  const takeWords = (kind: Kind, list: readonly string[]) => {
    const taken = takeOut(rest, list);
    rest = taken.rest;
    seen.push(...taken.found.map((text) => ({ kind, text })));
  };
  const takeMatches = (kind: Kind, pattern: RegExp, allowed: (text: string) => boolean = () => false) => {
    rest = rest.replace(pattern, (match: string) => {
      if (allowed(match)) return match;
      seen.push({ kind, text: match.trim() });
      return GONE;
    });
  };
  const isName = (text: string) => names.includes(text.toLowerCase());

  takeWords('secret', secrets);
  if (extension && !NEUTRAL.test(rest.trim())) seen.push({ kind: 'extension', text: rest.trim() });
  takeMatches('address', IP, (text) => !text.includes('.') && !isIPv6(text));
  takeMatches('host', HOST, isName);
  takeMatches('host', ADDRESS_DOMAIN, isName);
  takeWords('host', otherNames);
  if (reply.code === 'TLS') seen.push(...seenInCertificate(line, reply));
  for (const { kind, pattern } of PATTERNS) {
    if (reply.code !== 'TLS' || kind === 'software') takeMatches(kind, pattern);
  }
  return seen;
}

/** A certificate made for the onion is its own issuer. One that is not valid from a midnight on shows when it was made. */
function seenInCertificate(line: string, { lines }: Reply): { kind: Kind; text: string }[] {
  const [, issuer] = line.match(/^issuer (.*)/) ?? [];
  if (issuer !== undefined && !lines.includes(`subject ${issuer}`))
    return [{ kind: 'certificate', text: line }];
  const [, from] = line.match(/^valid from (.*)/) ?? [];
  return from === undefined || from.endsWith('T00:00:00Z') ? [] : [{ kind: 'certificate', text: line }];
}

/** The challenge of an authentication, which is base64 (RFC 4954 4). That of NTLM holds host names in UTF-16. */
function challenge({ code, lines }: Reply): string[] {
  if (code !== '334') return [];
  return lines.map((line) => Buffer.from(line.slice(4), 'base64').toString('latin1').replaceAll('\0', ''));
}

/** Names that the server calls itself in its greeting and its answer to EHLO (RFC 5321 4.2), but for the onion's. */
export function ownNames(transcripts: readonly Transcript[], names: readonly string[]): string[] {
  const called = new Set<string>();
  for (const { sent, replies } of transcripts.flatMap(({ exchanges }) => exchanges)) {
    if (sent !== '' && !/^(EHLO|HELO)/i.test(sent)) continue;
    const [, name] = replies[0]?.lines[0]?.match(/^2[25]0[ -]([\w.-]*[a-z][\w.-]*)(?= |$)/i) ?? [];
    if (name && !names.includes(name.toLowerCase()) && !/^(E?SMTP|OK|hello|welcome)$/i.test(name))
      called.add(name);
  }
  return [...called];
}
