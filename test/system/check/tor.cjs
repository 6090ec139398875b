// Stands for Tor on a machine of a test, as far as tor-smtp-check looks at it: reads the SocksPort lines of Debian's files,
// becomes Debian's user, makes the sockets that it may make and runs on without the others, as Tor does after a reload. A name
// with a wrong checksum it refuses by itself; /etc/tor/onions has the others that it reaches, `name port`.
const { createHash } = require('node:crypto');
const { readFileSync, rmSync, chmodSync, existsSync } = require('node:fs');
const { connect, createServer } = require('node:net');
const { execFileSync } = require('node:child_process');

process.title = 'tor';
const text = (file) => (existsSync(file) ? readFileSync(file, 'latin1') : '');
const lines = `${text('/usr/share/tor/tor-service-defaults-torrc')}\n${text('/etc/tor/torrc')}`;
const id = (flag) => Number(execFileSync('id', [flag, 'debian-tor']));
const gid = id('-g');
const uid = id('-u');
process.setgroups([]);
process.setgid(gid);
process.setuid(uid);

function isRight(name) {
  const label = name
    .replace(/\.onion$/, '')
    .split('.')
    .pop();
  if (!/^[a-z2-7]{56}$/.test(label)) return false;
  const bits = [...label].map((letter) =>
    'abcdefghijklmnopqrstuvwxyz234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  const octets = Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)
      .map((octet) => Number.parseInt(octet, 2)),
  );
  const sum = createHash('sha3-256')
    .update('.onion checksum')
    .update(octets.subarray(0, 32))
    .update(Buffer.of(3))
    .digest();
  return sum.subarray(0, 2).equals(octets.subarray(32, 34)) && octets[34] === 3;
}

function serve(socket, extended) {
  const answer = (rep, plain) => {
    const message = Buffer.of(5, extended ? rep : plain, 0, 1, 0, 0, 0, 0, 0, 0);
    if (rep === 0) socket.write(message);
    else socket.end(message);
  };
  let step = 0;
  socket.on('error', () => {});
  socket.on('data', function heard(bytes) {
    step += 1;
    const password = bytes.subarray(2).includes(2);
    if (step === 1) {
      if (!password) step = 2;
      return void socket.write(Buffer.of(5, password ? 2 : 0));
    }
    if (step === 2) return void socket.write(Buffer.of(1, 0));
    socket.removeListener('data', heard);
    const name = bytes.toString('latin1', 5, 5 + bytes[4]);
    if (name.endsWith('.onion') && !isRight(name)) return answer(0xf6, 1);
    const known = text('/etc/tor/onions').match(new RegExp(`^${name} (\\S+) (\\d+)$`, 'm'));
    if (!known) return answer(0xf0, 4);
    const server = connect({ host: known[1], port: Number(known[2]) }, () => {
      answer(0, 0);
      socket.pipe(server);
      server.pipe(socket);
    });
    server.on('error', () => answer(5, 5));
  });
}

function listen(address, flags, connection) {
  const path = address.match(/^unix:(.*)$/)?.[1];
  if (path) rmSync(path, { force: true });
  const server = createServer(connection);
  server.on('error', () => {});
  if (path) server.listen(path, () => chmodSync(path, /WorldWritable/.test(flags) ? 0o666 : 0o600));
  else server.listen(Number(address), '127.0.0.1');
}

const ports = [...lines.matchAll(/^(\+?)SocksPort (\S+)(.*)$/gm)];
for (const [, , address, flags] of ports) {
  try {
    listen(address, flags, (socket) => serve(socket, /ExtendedErrors/.test(flags)));
  } catch {}
}

// The control port knows a state alone: /run/tor/bootstrap has how far it has come, in per cent.
listen('unix:/run/tor/control', 'WorldWritable', (socket) => {
  socket.on('error', () => {});
  socket.setEncoding('latin1').on('data', (chunk) => {
    for (const line of chunk.trim().split('\r\n')) {
      const percent = text('/run/tor/bootstrap').trim() || '100';
      const info = {
        'status/bootstrap-phase': `NOTICE BOOTSTRAP PROGRESS=${percent} TAG=x SUMMARY="Somewhere"`,
        'status/version/current': 'recommended',
        version: '0.4.9.11',
      }[line.match(/^GETINFO (\S+)/)?.[1]];
      if (line.startsWith('PROTOCOLINFO'))
        socket.write('250-PROTOCOLINFO 1\r\n250-AUTH METHODS=NULL\r\n250 OK\r\n');
      else if (info) socket.write(`250-${line.slice(8)}=${info}\r\n250 OK\r\n`);
      else socket.write('250 OK\r\n');
    }
  });
});
