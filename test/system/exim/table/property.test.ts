import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hasFailed } from '../../../support/outcome.js';
import { makeHeader } from './headers/grammar.js';
import { evenIds, expectedHeader } from './headers/model.js';
import { random } from './headers/random.js';
import { ONIONS } from './machine/names.js';
import type { Done, Submission } from './machine/orders.js';
import { type Site, startTableSite } from './machine/site.js';
import { rowOf } from './row/log.js';
import { secretsIn } from './secrets.js';

/** SEED=n repeats a run; HEADERS=2000 makes it as long as it should be once a night. */
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const count = Number(process.env.HEADERS ?? 500);
/** What a site's ACL would refuse at once. */
const MACROS = 'NO_CHECK_DATA_VERIFY_HEADER_SYNTAX = yes\nIGNORE_SMTP_LINE_LENGTH_LIMIT = yes';
const STAMPS =
  /^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:00 \+0000\nMessage-ID: <[0-9a-f]{40}@[a-z2-7]{56}\.onion>\n/;

describe(`exim: ${count} headers of an onion sender, SEED=${seed}`, () => {
  let site: Site;
  let done: Done;
  const headers = new Map<string, string>();
  const arrived = new Map<string, string[]>();

  before(async () => {
    site = await startTableSite('exim-property', [], MACROS);
    const r = random(seed);
    for (let at = 1; at <= count; at++) {
      headers.set(`r${at}`, makeHeader(r, { own: ONIONS.ALICE, others: [ONIONS.BOB, ONIONS.CAROL] }));
    }
    const submissions = [...headers].map(([id, header]): Submission => {
      const envelope = [`MAIL FROM:<author@${ONIONS.ALICE}>`, `RCPT TO:<b@${id}.${ONIONS.BOB}>`];
      return { id, way: { kind: 'dialogue', account: site.uid('zoe'), envelope }, message: `${header}\nx\n` };
    });
    done = await site.work({ submissions, parallel: 3, batch: 100 });
    for (const { commands, messages } of done.left) {
      const id = rowOf(commands.join('\n')) ?? 'none';
      const sent = messages.map((message) => `${commands.join('\n')}\n\n${message.replaceAll('\r\n', '\n')}`);
      arrived.set(id, [...(arrived.get(id) ?? []), ...sent]);
    }
  });
  after(async () => {
    await site?.end(hasFailed());
  });

  /** The first few failures are enough to see what is wrong. */
  function none(what: string, failures: readonly string[]) {
    assert.equal(
      failures.length,
      0,
      `SEED=${seed}: ${what}: ${failures.length}\n${failures.slice(0, 3).join('\n\n')}`,
    );
  }
  const header = (text: string) =>
    text.slice(text.indexOf('\n\n') + 2, text.indexOf('\n\n', text.indexOf('\n\n') + 2) + 1);

  it('each arrives once', () => {
    none(
      'messages',
      [...headers].flatMap(([id, sent]) => {
        const times = arrived.get(id)?.length ?? 0;
        return times === 1 ? [] : [`${id}, ${times} times:\n${sent}${why(id)}`];
      }),
    );
  });
  /** What Exim says of it. */
  const why = (id: string) => site.log().match(new RegExp(`^.* (?:\\*\\*|==) .*${id}\\..*$`, 'm'))?.[0];

  it('what is allowed arrives undamaged, and nothing else', () => {
    none(
      'headers',
      [...headers].flatMap(([id, sent]) =>
        (arrived.get(id) ?? []).flatMap((text) => {
          const got = header(text);
          const wanted = expectedHeader(sent);
          const same = STAMPS.test(got) && evenIds(got.replace(STAMPS, '')) === wanted;
          return same ? [] : [`${id}, sent:\n${sent}\nwanted:\n${wanted}\ngot:\n${got}`];
        }),
      ),
    );
  });

  it('no secret is in the envelope or the header', () => {
    none(
      'messages',
      [...arrived].flatMap(([id, all]) =>
        all.flatMap((text) => {
          const secrets = secretsIn(text);
          return secrets.length > 0 ? [`${id}: ${secrets.join(', ')}\n${text}`] : [];
        }),
      ),
    );
  });

  it('nothing goes by DNS', async () => {
    const { questions, messages } = await site.counted();
    assert.deepEqual(messages, []);
    assert.deepEqual(
      questions.filter((question) => /onion|tor$/i.test(question)),
      [],
    );
  });
});
