import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BEGIN, END } from '../../../../src/setup/texts/marked.js';
import { socksFault, withSocks } from '../../../../src/setup/texts/options.js';
import { there } from './there.js';

describe('the SOCKS port among the options of the package', () => {
  const port = 'unix:/run/tor-smtp/socks';
  const set = withSocks(port);
  const fault = (text: string) => socksFault('/etc/default/tor-smtp', text, port);

  for (const [before, after] of [
    ['"--socks unix:/run/tor/socks"', `"--socks ${port}"`],
    ['"--log-names --socks=127.0.0.1:9050 --timeout 100"', `"--log-names --socks=${port} --timeout 100"`],
    ['""', `"--socks ${port}"`],
    ['', `"--socks ${port}"`],
    ['"--log-names"', `"--socks ${port} --log-names"`],
    ["'--log-names'", `'--socks ${port} --log-names'`],
    ['--timeout 270', `"--socks ${port} --timeout 270"`],
    ['"127.0.0.1 9050 --log-names"', `"--socks ${port} --log-names"`],
    ['"localhost"', `"--socks ${port}"`],
  ] as const) {
    it(`is put there: ${before}`, () => {
      const text = `# Options\nTOR_SMTP_OPTIONS=${before}\nOTHER=1\n`;
      assert.ok(fault(text));
      const made = `# Options\nTOR_SMTP_OPTIONS=${after}\nOTHER=1\n`;
      there(set, text, made, (edited) => `${edited}MORE=1\n`);
      assert.equal(fault(made), undefined);
    });
  }

  it('is in a line of its own where there is none, or no file', () => {
    const block = `${BEGIN}\nTOR_SMTP_OPTIONS="--socks ${port}"\n${END}\n`;
    there(
      set,
      '# TOR_SMTP_OPTIONS="--socks x"\n',
      `# TOR_SMTP_OPTIONS="--socks x"\n${block}`,
      (text) => `A=1\n${text}`,
    );
    assert.equal(set(undefined)?.text, block);
    assert.equal(fault(block), undefined);
  });

  it('is in the last line of the name, which is the one that counts', () => {
    const first = 'TOR_SMTP_OPTIONS="--socks x"\n';
    there(set, `${first}TOR_SMTP_OPTIONS=""\n`, `${first}TOR_SMTP_OPTIONS="--socks ${port}"\n`);
  });

  it('stays as it is, and what to write is said, where the value has several lines or quotes', () => {
    for (const value of ['"--log-names \\\n  --timeout 9"', '"--log-names" --timeout 9']) {
      const text = `TOR_SMTP_OPTIONS=${value}\n`;
      assert.equal(set(text), undefined);
      assert.match(fault(text) ?? '', /write --socks unix:\/run\/tor-smtp\/socks into TOR_SMTP_OPTIONS$/);
    }
    assert.equal(fault(`TOR_SMTP_OPTIONS="--log-names \\\n  --socks ${port}"\n`), undefined);
  });
});
