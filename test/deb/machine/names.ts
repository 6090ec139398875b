import { createSocket } from 'node:dgram';
import { answerQuestion } from '../../support/machine/dns.js';

/**
 * A program: the name server of a machine, which knows every name and prints what it is asked. Nobody is at the address
 * that it gives.
 */
const socket = createSocket('udp4', (query, peer) => {
  const { name, type, reply } = answerQuestion(query, '198.51.100.7');
  process.stdout.write(`${type} ${name}\n`);
  if (reply) socket.send(reply, peer.port, peer.address);
});
socket.bind(53, '127.0.0.1', () => process.stdout.write('listening\n'));
