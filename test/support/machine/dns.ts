import { recordsOf, type Zone } from './zone.js';

const A = 1;
const PTR = 12;
const MX = 15;
const SRV = 33;
const NAMES: Readonly<Record<number, string>> = {
  [A]: 'A',
  [PTR]: 'PTR',
  [MX]: 'MX',
  16: 'TXT',
  28: 'AAAA',
  [SRV]: 'SRV',
};

/** RFC 1035 section 3.1: labels with their lengths. */
function labels(name: string): Buffer {
  const parts = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label, 'latin1')]));
  return Buffer.concat([...parts, Buffer.of(0)]);
}

/** RFC 2782: priority, weight and port, then the name. */
function service(words: string): Buffer {
  const [priority, weight, port, name = ''] = words.split(' ');
  const numbers = [priority, weight, port].flatMap((number) => [Number(number) >> 8, Number(number) & 0xff]);
  return Buffer.concat([Buffer.from(numbers), labels(name)]);
}

/** The data that every name has: all are their own mail exchanger, and at one address. */
function usual(type: number, name: string, address: string): Buffer[] {
  if (type === A) return [Buffer.from(address.split('.').map(Number))];
  if (type === PTR) return [labels('reverse-name.example')];
  return type === MX ? [Buffer.concat([Buffer.of(0, 10), labels(name)])] : [];
}

/** A record of the name in the question. */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

/** What a name server says that knows every name, and of some what a zone has; no reply where the zone says so. */
export function answerQuestion(query: Buffer, address: string, zone: Zone = new Map()) {
  let at = 12;
  const parts: string[] = [];
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    parts.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const name = parts.join('.');
  const type = query.readUInt16BE(at + 1);
  const typeName = NAMES[type] ?? String(type);
  const { code = 0, signed = false, silent = false, data } = recordsOf(zone, typeName, name);
  const answers = (data?.map(service) ?? usual(type, name, address)).map((each) => record(type, each));
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 + (signed ? 0x20 : 0) + code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers.length, 6);
  const reply = Buffer.concat([header, query.subarray(12, at + 5), ...answers]);
  return { name, type: typeName, reply: silent ? undefined : reply };
}
