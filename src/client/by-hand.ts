import { createReadStream, createWriteStream, fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { type Readable, Transform, type Writable } from 'node:stream';
import { isatty, ReadStream, WriteStream } from 'node:tty';
import type { Peer } from '../wire/peer.js';
import { streamPeer } from '../wire/stream-peer.js';

/** Opens standard input and output where they are not a connection: each may be a terminal, a pipe or a file. */
export function openByHand(): Peer {
  return streamPeer(readableOf(0), writableOf(1), false);
}

/** Whether a descriptor is a terminal. Asked only of devices, so that a session of a mail server never loads `node:tty`. */
export function isTerminal(fd: number): boolean {
  return isatty(fd);
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
