import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A question that somebody asked; the name is in lower case, without the final dot. */
export interface Question {
  readonly name: string;
  readonly type: string;
  /** The address it came from: as a rule a resolver's, not the server's own. */
  readonly from: string;
}

/** A name server that is running. */
export interface NameServer {
  /** The questions so far. */
  readonly asked: readonly Question[];
  close(): void;
}

/** Types of records: RFC 1035 section 3.2.2 and later ones. */
const TYPES: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  6: 'SOA',
  12: 'PTR',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  52: 'TLSA',
  65: 'HTTPS',
  99: 'SPF',
  255: 'ANY',
};
const SOA = 6;
const REFUSED = 5;

/** Runs a name server for one zone, over UDP. Every name in it exists, without data, so that resolvers ask for those below too. */
export async function startNameServer(
  { host, port }: { readonly host: string; readonly port: number },
  zone: string,
): Promise<NameServer> {
  const asked: Question[] = [];
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (query, client) => {
    const question = questionOf(query);
    if (!question) return;
    const { name, type, end } = question;
    const inside = `.${name}`.endsWith(`.${zone}`);
    if (inside) asked.push({ name, type: TYPES[type] ?? `TYPE${type}`, from: client.address });
    socket.send(answer(query.subarray(0, end), inside ? zone : undefined), client.port, client.address);
  });
  socket.bind(port, host);
  await once(socket, 'listening');
  socket.on('error', () => {});
  return { asked, close: () => socket.close() };
}

/** The one question of a query (RFC 1035 section 4.1), and where it ends; undefined if this is no such query. */
export function questionOf(query: Buffer): { name: string; type: number; end: number } | undefined {
  const isQuery = query.length > 12 && ((query[2] ?? 0) & 0xf8) === 0 && query.readUInt16BE(4) === 1;
  if (!isQuery) return undefined;
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    if (length > 63) return undefined;
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  if (at + 5 > query.length) return undefined;
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** No data, with an SOA record that forbids to cache that (RFC 2308); outside the zone, a refusal. */
function answer(query: Buffer, zone: string | undefined): Buffer {
  const reply = Buffer.from(query);
  // QR and AA are set, RD is as in the query.
  reply.writeUInt16BE(0x8400 | (query.readUInt16BE(2) & 0x0100) | (zone === undefined ? REFUSED : 0), 2);
  reply.writeUInt32BE(0, 6);
  reply.writeUInt16BE(0, 10);
  if (zone === undefined) return reply;
  reply.writeUInt16BE(1, 8);
  const owner = zone.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label, 'latin1')]));
  const record = Buffer.alloc(33);
  record.writeUInt16BE(SOA, 1);
  record.writeUInt16BE(1, 3);
  record.writeUInt16BE(22, 9);
  record.writeUInt32BE(1, 13);
  return Buffer.concat([reply, ...owner, record]);
}
