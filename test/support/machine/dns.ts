const A = 1;
const PTR = 12;
const MX = 15;
const NAMES: Readonly<Record<number, string>> = { [A]: 'A', [PTR]: 'PTR', [MX]: 'MX', 16: 'TXT', 28: 'AAAA' };

/** RFC 1035 section 3.1: labels with their lengths. */
function labels(name: string): Buffer {
  const parts = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label, 'latin1')]));
  return Buffer.concat([...parts, Buffer.of(0)]);
}

/** What a name server that knows every name says: all are their own mail exchanger, and at one address. */
export function answerQuestion(query: Buffer, address: string) {
  let at = 12;
  const parts: string[] = [];
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    parts.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const name = parts.join('.');
  const type = query.readUInt16BE(at + 1);
  const question = query.subarray(12, at + 5);
  const data =
    type === A
      ? Buffer.from(address.split('.').map(Number))
      : type === PTR
        ? labels('reverse-name.example')
        : type === MX
          ? Buffer.concat([Buffer.of(0, 10), labels(name)])
          : undefined;
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(data ? 1 : 0, 6);
  const record = Buffer.alloc(data ? 12 : 0);
  if (data) {
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(60, 6);
    record.writeUInt16BE(data.length, 10);
  }
  return {
    name,
    type: NAMES[type] ?? String(type),
    reply: Buffer.concat([header, question, record, data ?? Buffer.alloc(0)]),
  };
}
