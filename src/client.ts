import { closeSync, createReadStream, createWriteStream, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { type Readable, Transform, type Writable } from 'node:stream';
import { isatty, ReadStream, WriteStream } from 'node:tty';
import { type End, endOf } from './end.js';

/** Whoever is on standard input and output: Exim, or somebody at a terminal. */
export interface Client {
  readonly end: End;
  readonly terminal: boolean;
}

/** What the file descriptors of this process are. */
export interface Descriptors {
  /** Standard input is a socket: we were started for a connection, not by hand. */
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
  const [stdin, stdout, stderr] = [0, 1, 2].map((fd) => fstatSync(fd));
  const same = stderr && [stdin, stdout].some((stat) => stat?.dev === stderr.dev && stat.ino === stderr.ino);
  const shared = same === true && !isatty(2) && !stderr.isCharacterDevice();
  if (shared) {
    closeSync(2);
    openSync('/dev/null', 'w');
  }
  return { service: stdin?.isSocket() === true, terminal: isatty(0), stderr: !shared };
}

/** Opens standard input and output as the client's end, whatever they are. */
export function openClient(terminal: boolean): Client {
  const [stdin, stdout] = [fstatSync(0), fstatSync(1)];
  if (stdin.isSocket() && stdin.dev === stdout.dev && stdin.ino === stdout.ino) {
    const socket = new Socket({ fd: 0, readable: true, writable: true, allowHalfOpen: true });
    // Or a reply over one segment waits 40 ms for an acknowledgement.
    socket.setNoDelay(true);
    return { end: endOf(socket, socket, true), terminal };
  }
  return { end: endOf(readableOf(0), writableOf(1), false), terminal };
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
