#!/usr/bin/env node
// What tor-smtp must not be: it takes `EHLO local destination`, dials, and passes on everything, the client's FIN and
// the server's STARTTLS included. Arguments: the SOCKS port; `open` to keep the client's FIN to itself.
const { connect } = require('node:net');

const socks = connect({ host: '127.0.0.1', port: Number(process.argv[2]), noDelay: true });
socks.on('error', () => process.exit(1)).on('close', () => process.exit());

/** Reads until what has come matches. */
const read = (stream, pattern) =>
  new Promise((resolve) => {
    let text = '';
    const hear = (bytes) => {
      text += bytes.toString('latin1');
      if (!pattern.test(text)) return;
      stream.removeListener('data', hear).pause();
      resolve(text);
    };
    stream.on('data', hear).resume();
  });

async function main() {
  process.stdout.write('220 naive\r\n');
  const [verb, local, destination] = (await read(process.stdin, /\n/)).trim().split(' ');
  socks.write(Buffer.of(5, 1, 0));
  await read(socks, /^[\s\S]{2}/);
  const name = Buffer.from(destination);
  socks.write(Buffer.concat([Buffer.of(5, 1, 0, 3, name.length), name, Buffer.of(0, 25)]));
  await read(socks, /^[\s\S]{10}[\s\S]*\n/);
  socks.write(`${verb} ${local}\r\n`);
  process.stdin.pipe(socks, { end: process.argv[3] !== 'open' });
  socks.pipe(process.stdout);
}
main();
