import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { hasFailed } from '../../../support/outcome.js';
import { root } from '../../../support/paths.js';
import { ONIONS } from './machine/names.js';
import type { Done, Submission } from './machine/orders.js';
import { type Site, startTableSite } from './machine/site.js';
import { logOf, rowOf } from './row/log.js';
import { parseTable } from './row/parse.js';
import type { Row } from './row/row.js';
import { judge, type Seen } from './row/verdict.js';
import { secretsIn } from './secrets.js';

/** The rows of rows/*.txt by the macros of their machine; with ROWS=pattern only those whose purpose matches. */
function readTables(): Map<string, Row[]> {
  const folder = join(root, 'test/system/exim/table/rows');
  const only = new RegExp(process.env.ROWS ?? '');
  const tables = new Map<string, Row[]>();
  let count = 0;
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.txt')) continue;
    const text = readFileSync(join(folder, file), 'utf8');
    const rows = parseTable(file, text, count + 1);
    count += rows.length;
    const macros = [...text.matchAll(/^# macros: (.*)$/gm)].map(([, line]) => line).join('\n');
    const chosen = rows.filter(({ purpose }) => only.test(purpose));
    if (chosen.length > 0) tables.set(macros, [...(tables.get(macros) ?? []), ...chosen]);
  }
  return tables;
}

/** An ordinary author: nothing is hidden but the onions of this machine. */
const isOrdinary = ({ outcome }: Row) => outcome.kind === 'leaves whole' || outcome.kind === 'leaves outside';
/** To an ordinary author, who may know where she has sent her mail. */
const isBounce = (text: string) => /^MAIL FROM:<>/m.test(text);
const headerOnly = (message: string) => message.slice(0, message.indexOf('\r\n\r\n'));

for (const [macros, rows] of readTables()) {
  describe(`exim: a table of odd messages${macros && `, ${macros}`}`, () => {
    let site: Site;
    let done: Done;
    let questions: readonly string[] = [];
    const seen = new Map<string, Seen>();

    before(async () => {
      const furniture = rows.flatMap((row) => row.furniture);
      site = await startTableSite('exim-table', furniture, macros);
      const submissions = rows.map(({ id, way, message }): Submission => {
        if (way.kind === 'port') return { id, message, way };
        return { id, message, way: { ...way, account: site.uid(way.account) } };
      });
      done = await site.work({ submissions, parallel: 3 });
      const counted = await site.counted();
      questions = counted.questions;
      const ids = rows.map(({ id }) => id);
      const logs = logOf(site.log(), ids);
      for (const row of rows) {
        seen.set(row.id, {
          submitted: done.submitted.find(({ id }) => id === row.id) ?? assert.fail(row.id),
          left: done.left.filter(({ commands }) => rowOf(commands.join('\n')) === row.id),
          outside: counted.messages.filter((text) => rowOf(text) === row.id && !isBounce(text)),
          mailboxes: row.mailboxes.map((account) => site.read(`/var/mail/${account}`)),
          log: logs.get(row.id) ?? '',
        });
      }
    });
    after(async () => {
      await site?.end(hasFailed());
    });

    for (const row of rows) {
      it(row.purpose, () => judge(row, seen.get(row.id) ?? assert.fail()));
    }

    it('nothing that left has a secret that its author did not write', () => {
      const found: string[] = [];
      for (const row of rows) {
        const { left, outside } = seen.get(row.id) ?? assert.fail();
        const sessions = left.map((one) => [...one.commands, ...one.messages.map(headerOnly)].join('\n'));
        for (const text of [...sessions, ...outside]) {
          const secrets = isOrdinary(row)
            ? [ONIONS.ALICE, ONIONS.ALSO].filter((one) => text.includes(one) && !row.tells.includes(one))
            : secretsIn(text, row.tells);
          if (secrets.length > 0) found.push(`${row.file}:${row.line} ${row.purpose}: ${secrets.join(', ')}`);
        }
      }
      assert.deepEqual(found, []);
    });

    it('Date and Message-ID have one order: another would tell that an address here passed the message on', () => {
      const found = rows.filter(({ id }) =>
        seen.get(id)?.left.some(({ messages }) => messages.some((text) => text.startsWith('Message-ID:'))),
      );
      assert.deepEqual(
        found.map(({ purpose }) => purpose),
        [],
      );
    });

    it('every session is of a row', () => {
      const strangers = done.left.filter(({ commands }) => !seen.has(rowOf(commands.join('\n')) ?? ''));
      assert.deepEqual(strangers, []);
    });

    it('no onion name is asked of DNS', () => {
      assert.deepEqual(
        questions.filter((question) => /(onion|tor)\.?$/i.test(question)),
        [],
      );
    });
  });
}
