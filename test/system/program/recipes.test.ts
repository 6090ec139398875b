import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { hasFailed } from '../../support/outcome.js';
import { root } from '../../support/paths.js';
import { patient } from '../../support/slowness.js';
import { makeScratch, type Scratch } from './scratch.js';

/** The commands that the recipes name; they are run as they stand there. */
const COMMANDS = {
  replies: 'npm run test:unit -- replies',
  types: 'npx tsc',
  flags: 'npm run test:unit -- flags',
  filter: 'npm run test:transcripts -- starttls-hidden-middle-line',
  manual: 'npm run test:unit -- check/manual',
  fin: 'grep -rn "FIN never reaches" src',
};

describe('a recipe', () => {
  let scratch: Scratch;
  beforeEach(() => {
    scratch = makeScratch();
  });
  afterEach(() => scratch.discard(hasFailed()));

  /** Runs a command and sees how it ends, and what it says. */
  async function command(line: string, succeeds: boolean, ...says: RegExp[]) {
    const { code, output, seconds } = await scratch.shell(line);
    assert.equal(code === 0, succeeds, `${line}: ${code}\n${output}`);
    for (const text of says) assert.match(output, text);
    return { output, seconds };
  }

  it('names commands that are tried here', () => {
    const text = readFileSync(join(root, 'src/README.md'), 'utf8');
    const recipes = text.slice(text.indexOf('\n## Recipes')).replace(/\s+/g, ' ');
    for (const line of Object.values(COMMANDS)) assert.ok(recipes.includes(`\`${line}\``), line);
    assert.equal(recipes.match(/\*\*[^*]+\.\*\*/g)?.length, 5);
  });

  it('maps a new Tor error: a row, and the transcript that is missed', async () => {
    // The row for X'F7' once more, with other words.
    scratch.edit('src/replies.ts', /^( *)(?:247|0xf7|\[0xf7)\b.*$/im, `$&\n${rowForF8(scratch)}`);
    await command(COMMANDS.replies, false, /no test\/transcripts\/tor-reply-F8-\*\.txt/);
    const [model = ''] = readdirSync(join(root, 'test/transcripts')).filter((name) =>
      /^tor-reply-F0-/.test(name),
    );
    const transcript = scratch.read(`test/transcripts/${model}`).replaceAll('F0', 'F8');
    scratch.add('test/transcripts/tor-reply-F8-out-of-luck.txt', transcript);
    // What was built stays good: the test reads the transcripts.
    await command('node --test build/test/unit/replies.test.js', true);
    await command('npm run test:transcripts -- tor-reply-F8-out-of-luck', true, /tor-reply-F8-out-of-luck/);
    assert.equal(scratch.touched.size, 2);
  });

  it('adds an option: the compiler and a test name every place', async () => {
    scratch.edit('src/options.ts', /^export interface Options \{$/m, '$&\n  readonly recipe: boolean;');
    await command(COMMANDS.types, false, /src\/options\.ts.*'recipe'/, /src\/flags\.ts.*'recipe'/);
    scratch.edit('src/options.ts', /^export const DEFAULTS: Options = \{$/m, '$&\n  recipe: false,');
    scratch.edit(
      'src/flags.ts',
      /^const FLAGS\b.*$/m,
      "$&\n  recipe: { flags: '--recipe', description: 'new' },",
    );
    await command(COMMANDS.flags, false, /--recipe is not in contrib\/man\/tor-smtp\.8/);
    scratch.edit('contrib/man/tor-smtp.8', /^\.It Fl -wait$/m, '.It Fl -recipe\nNew.\n$&');
    await command('node --test build/test/unit/flags.test.js', false, /--recipe is not in README\.md/);
    scratch.edit('README.md', /^\| `--wait` /m, '| `--recipe` | new |\n$&');
    await command('node --test build/test/unit/flags.test.js', true);
    assert.equal(scratch.touched.size, 4);
  });

  it('changes which extensions EHLO shows: one file, and the transcript notices', async () => {
    scratch.edit('src/server/ehlo.ts', /^const HIDDEN = .*$/m, 'const HIDDEN = /^SIZE\\b/i;');
    await command(COMMANDS.filter, false, /client +hears "250-mail\.example\\r\\n250 StartTLS\\r\\n"/);
    assert.equal(scratch.touched.size, 1);
  });

  it('finds one more thing that can be wrong: a test names what the manual page lacks', async () => {
    scratch.edit('src/check/finding.ts', /(?![\s\S])/, "\nexport const TRIED = { id: 'by-recipe' };\n");
    await command(COMMANDS.manual, false, /by-recipe/);
    scratch.edit(
      'contrib/man/tor-smtp-check.8',
      /^\.It Cm exim-clearnet$/m,
      '.It Cm by-recipe\nNothing.\n$&',
    );
    await command('node --test build/test/unit/check/manual.test.js', true);
    assert.equal(scratch.touched.size, 2);
  });

  it('finds where the FIN is kept from Tor: one place', async () => {
    const { output } = await command(COMMANDS.fin, true);
    // What stands there beside the design.
    const hits = output.split('\n').filter((line) => line !== '' && !line.startsWith('src/README.md:'));
    assert.deepEqual(
      hits.map((line) => line.split(':')[0]),
      ['src/wire/splice.ts'],
    );
  });

  it('adds a transcript and runs it: one command, some seconds from nothing, and no other is listed', async () => {
    const transcript = scratch.read('test/transcripts/server-greets-554.txt');
    scratch.add('test/transcripts/by-recipe.txt', transcript);
    const { output, seconds } = await command('npm run test:transcripts -- by-recipe', true);
    const played = [...output.matchAll(/(\S+)\.txt, (?:as is|byte by byte|coalesced|resident):/g)].map(
      ([, name]) => name,
    );
    assert.deepEqual([...new Set(played)], ['by-recipe']);
    assert.ok(seconds < patient(10), `${seconds} s`);
  });
});

function rowForF8(scratch: Scratch): string {
  const [row = ''] = scratch.read('src/replies.ts').match(/^.*(?:\b247\b|\b0xf7\b).*$/im) ?? [];
  return row
    .replace(/\b247\b/, '248')
    .replace(/\b0xf7\b/i, '0xf8')
    .replace(/'[^']*'(?=[^']*$)/, "'Tor: out of luck'");
}
