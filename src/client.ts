import { closeSync, createReadStream, createWriteStream, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { type Readable, Transform, type Writable } from 'node:stream';
import { isatty, ReadStream, WriteStream } from 'node:tty';
import { type End, endOf, socketEnd } from './end.js';

/** Whoever is on standard input and output: Exim, or somebody at a terminal. */
export interface Client {
  readonly end: End;
  readonly terminal: boolean;
}

/** What the file descriptors of this process are. */
export interface Descriptors {
  /** Standard input and output are one socket: we were started for a connection. */
  readonly service: boolean;
  readonly terminal: boolean;
  /** Standard error is not the client: it can take a log. */
  readonly stderr: boolean;
}

/**
 * Looks at the descriptors. xinetd makes 0, 1 and 2 all the mail connection; in that case 2 is closed and opened anew on
 * /dev/null, so that nothing, not even a last word of Node itself, gets from there into the conversation.
 */
export function inspect(): Descriptors {
  const device = fstatSync(2).isCharacterDevice();
  const shared = !device && (isSame(0, 2) || isSame(1, 2));
  if (shared) {
    closeSync(2);
    openSync('/dev/null', 'w');
  }
  return { service: fstatSync(0).isSocket() && isSame(0, 1), terminal: isatty(0), stderr: !shared };
}

/** Opens standard input and output as the client's end, whatever they are. */
export function openClient({ service, terminal }: Descriptors): Client {
  if (!service) return { end: endOf(readableOf(0), writableOf(1), false), terminal };
  const { end, socket } = socketEnd({ fd: 0, readable: true, writable: true }, true);
  // Or a reply over one segment waits 40 ms for an acknowledgement.
  socket.setNoDelay(true);
  return { end, terminal };
}

function isSame(one: number, other: number): boolean {
  const [a, b] = [fstatSync(one), fstatSync(other)];
  return a.dev === b.dev && a.ino === b.ino;
}

function readableOf(fd: number): Readable {
  if (isatty(fd)) return new ReadStream(fd).pipe(typedLines());
  return isStream(fd) ? new Socket({ fd, readable: true, writable: false }) : createReadStream('', { fd });
}

function writableOf(fd: number): Writable {
  if (isatty(fd)) return new WriteStream(fd);
  return isStream(fd) ? new Socket({ fd, readable: false, writable: true }) : createWriteStream('', { fd });
}

function isStream(fd: number): boolean {
  const stat = fstatSync(fd);
  return stat.isSocket() || stat.isFIFO();
}

/** The Enter key gives LF; SMTP wants CRLF (RFC 5321 2.3.8). */
function typedLines(): Transform {
  return new Transform({
    transform(bytes: Buffer, _encoding, done) {
      done(null, Buffer.from(bytes.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1'));
    },
  });
}
