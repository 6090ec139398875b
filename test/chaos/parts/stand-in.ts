import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { dialReply, octetsOf, receiveDial } from '../../support/stand-ins/socks.js';
import { plantOf } from '../trouble/plants.js';

// The stand-in for Tor, to be killed. As in Tor there is no half-close: at a FIN from its client the stream ends at once,
// and what the server still had to say is lost. Arguments: port, a file that marks the fault as made, the fault, and
// NAME=PORT for each onion service.
const [port, mark = '', wish = '', ...table] = process.argv.slice(2);
const services = new Map(table.map((entry) => entry.split('=') as [string, string]));
const [, last] = services.values();
const plant = plantOf(wish);

async function serve(socket: Socket) {
  const dial = await receiveDial(octetsOf(socket));
  let target = services.get(dial.host);
  if (target === undefined) throw new Error(`nobody is ${dial.host}`);
  // The second server is the one without chunking, in whose sessions the faults are made.
  const planting = plant && target === last && !existsSync(mark);
  if (planting && plant.elsewhere) target = [...services.values()].find((other) => other !== last) ?? target;

  const remote = connect({ host: '127.0.0.1', port: Number(target), noDelay: true });
  socket.on('close', () => remote.destroy());
  remote.on('error', () => socket.destroy());
  await once(remote, 'connect');
  remote.on('close', () => socket.end());
  socket.write(dialReply(0));
  remote.pipe(socket);
  if (!planting) {
    socket.pipe(remote, { end: false });
    return;
  }
  const made = () => writeFileSync(mark, wish);
  plant.session({ socket, remote, port: Number(target), made });
}

const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  socket.on('end', () => socket.destroy());
  serve(socket).catch(() => socket.destroy());
});
server.listen(Number(port), '127.0.0.1', () => console.log('listens'));
