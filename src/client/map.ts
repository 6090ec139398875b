import { isFailure } from '../replies.js';
import { parseDestination } from './destination.js';

/** A line of a file of ordinary domains that have an onion. */
export interface MapEntry {
  /** Counted from 1. */
  readonly line: number;
  readonly domain: string;
  readonly value: string;
}

/** The lines of such a file, in the form of Exim's lsearch: `domain: value`, with a blank or a colon or both between. */
export function mapEntries(text: string): MapEntry[] {
  return text.split('\n').flatMap((line, index) => {
    const [, domain, value] = line.match(/^"?([^\s"#:]+)"?(?:[ \t]*[ \t:][ \t]*(.*?))?\s*$/) ?? [];
    return domain === undefined ? [] : [{ line: index + 1, domain, value: value ?? '' }];
  });
}

/** What may stand around an onion: it is plain, or in the form of Postfix, `smtp:[onion]:port`. TOR_SMTP_MAP_ONION is the same for Exim. */
const AROUND = /^(?:[\w-]+:)?\[?((?:[\w-]+\.)+[\w-]+)\]?(:\d+)?$/;

/** The destination in a value, as EHLO would have it. */
export const destinationIn = (value: string): string => value.replace(AROUND, '$1$2');

/** The lines in which there is no onion that there can be. */
export function wrongLines(text: string): { line: number; cause: string }[] {
  return mapEntries(text).flatMap(({ line, value }) => {
    const destination = parseDestination(destinationIn(value), 25, []);
    return isFailure(destination) ? [{ line, cause: destination.cause }] : [];
  });
}
