import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { hasFailed } from '../support/outcome.js';
import { root } from '../support/paths.js';
import type { Done, Submission } from '../support/table-orders.js';
import { secretsIn } from '../support/table-secrets.js';
import { type Site, startTableSite } from '../support/table-site.js';
import { ONIONS, parseTable, type Row } from '../support/table-text.js';
import { judge, logOf, rowOf, type Seen } from '../support/table-verdict.js';

/** The rows of test/table/*.txt, or with ROWS=pattern only those whose purpose matches. */
function readRows(): Row[] {
  const folder = join(root, 'test/table');
  const rows: Row[] = [];
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.txt')) continue;
    rows.push(...parseTable(file, readFileSync(join(folder, file), 'utf8'), rows.length + 1));
  }
  const only = process.env.ROWS;
  return only ? rows.filter(({ purpose }) => new RegExp(only).test(purpose)) : rows;
}

const rows = readRows();
/** An ordinary author: nothing is hidden but the onions of this machine. */
const ordinary = ({ outcome }: Row) => outcome.kind === 'leaves whole';

describe('exim: a table of odd messages', () => {
  let site: Site;
  let done: Done;
  let questions: readonly string[] = [];
  const seen = new Map<string, Seen>();

  before(async () => {
    site = await startTableSite(
      'exim-table',
      rows.flatMap(({ furniture }) => furniture),
    );
    const submissions = rows.map(({ id, way, message }): Submission => {
      if (way.kind === 'port') return { id, message, way };
      return { id, message, way: { ...way, uid: site.uid(way.account) } };
    });
    done = await site.work({ submissions, parallel: 3 });
    const counted = await site.counted();
    questions = counted.questions;
    const logs = logOf(
      site.log(),
      rows.map(({ id }) => id),
    );
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
    const found = rows.flatMap((row) => {
      const { left, outside } = seen.get(row.id) ?? assert.fail();
      return [
        ...left.map((session) => [...session.commands, ...session.messages.map(headerOnly)].join('\n')),
        ...outside,
      ].flatMap((text) => {
        const secrets = ordinary(row)
          ? [ONIONS.ALICE, ONIONS.ALSO].filter((onion) => text.includes(onion) && !row.tells.includes(onion))
          : secretsIn(text, row.tells);
        return secrets.length > 0 ? [`${row.file}:${row.line} ${row.purpose}: ${secrets.join(', ')}`] : [];
      });
    });
    assert.deepEqual(found, []);
  });

  it('every session is of a row', () => {
    assert.deepEqual(
      done.left.filter(({ commands }) => !seen.has(rowOf(commands.join('\n')) ?? '')),
      [],
    );
  });

  it('no onion name is asked of DNS', () => {
    assert.deepEqual(
      questions.filter((question) => /(onion|tor)\.?$/i.test(question)),
      [],
    );
  });
});

/** To an ordinary author, who may know where she has sent her mail. */
const isBounce = (text: string) => /^MAIL FROM:<>/m.test(text);
const headerOnly = (message: string) => message.slice(0, message.indexOf('\r\n\r\n'));
