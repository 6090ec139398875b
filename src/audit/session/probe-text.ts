import type { Equal, Forms, Probe } from './probe.js';

const REPLY = /^([2-5](\d\d|xx)|close|silence)$/;

/** Reads a file of probes, of the form that 1-names.txt explains. A probe may follow one of an `earlier` file. */
export function parseProbes(text: string, earlier: readonly Probe[] = []): Probe[] {
  const probes = new Map(earlier.map((probe) => [probe.name, probe]));
  const found: { -readonly [Key in keyof Probe]: Probe[Key] }[] = [];
  let topic = '';
  let cure = '';
  for (const [index, line] of text.split('\n').entries()) {
    const wrong = (what: string) => new Error(`line ${index + 1}: ${what}: ${line}`);
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (line.startsWith('= ')) topic = line.slice(2);
    else if (line.startsWith('! ')) cure = line.slice(2);
    else {
      const [, name, place, codes, send] =
        line.match(/^(\S*)\s{2,}(\S+)\s{2,}(\S+(?: \S+)*)\s{2,}(.*)$/) ?? [];
      if (name === undefined || !place || !codes || !send) throw wrong('not four columns');
      const right = codes.split(' ');
      if (!right.every((reply) => REPLY.test(reply))) throw wrong('no such reply');
      const step = { send: send === '-' ? '' : send, times: 1, right };
      if (name === '') {
        const times = place === 'then' ? 1 : Number(place.match(/^(\d+)x$/)?.[1]);
        const last = found.at(-1);
        if (!last || !(times > 0)) throw wrong('goes on with nothing');
        last.steps = [...last.steps, { ...step, times }];
        continue;
      }
      const before = probes.get(place);
      if (!before && place !== 'nothing') throw wrong('comes after a probe that is not there');
      if (probes.has(name)) throw wrong('a second one of that name');
      const probe = {
        name,
        topic: topic.replace(' (messages)', ''),
        cure,
        before,
        steps: [step],
        ...kindOf(topic),
      };
      probes.set(name, probe);
      found.push(probe);
    }
  }
  return found;
}

const kindOf = (topic: string) => ({
  slow: topic.includes('(slow)'),
  sends: topic.includes('(messages)'),
});

/** Reads the file that says which replies must be the same. */
export function parseEqual(text: string, probes: readonly Probe[]): Equal[] {
  const names = new Set(probes.map((probe) => probe.name));
  return pairs(text).map(([tells, list]) => {
    const equal = list.split(/\s+/);
    const missing = equal.find((name) => !names.has(name));
    if (missing !== undefined) throw new Error(`no probe ${missing}: ${tells}`);
    return { tells, probes: equal };
  });
}

/** Reads the file that says what replies have to be, to the letter. */
export function parseForms(text: string, probes: readonly Probe[]): Forms {
  return Object.fromEntries(
    pairs(text).map(([name, list]) => {
      if (!probes.some((probe) => probe.name === name)) throw new Error(`no probe ${name}`);
      return [name, list.split(/\s*\|\s*/)];
    }),
  );
}

/** Reads lines of two texts with a colon between them. */
function pairs(text: string): [string, string][] {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [left = '', right = ''] = line.split(/\s+:\s+/);
    return [left, right.trim()];
  });
}
