import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { siteDuring } from './site/during.js';
import { steps } from './site/steps.js';

/** What Debian 13 has in this file: it sets the option wherever the macro is defined. */
const LATER = `.ifdef MAIN_TLS_ENABLE
.ifdef MAIN_TLS_CERTKEY
tls_certificate = MAIN_TLS_CERTKEY
.else
tls_certificate = MAIN_TLS_CERTIFICATE
tls_privatekey = MAIN_TLS_PRIVATEKEY
.endif
.endif
.ifdef MAIN_TLS_ADVERTISE_HOSTS
tls_advertise_hosts = MAIN_TLS_ADVERTISE_HOSTS
.endif
`;

describe('options of Exim', () => {
  const list = steps('### Then').join('');
  const local = '/etc/exim4/conf.d/main/000_more';
  const site = siteDuring('hidden-options');
  const make = async (macros: string) => {
    site().write(local, macros);
    await site().sh('update-exim4.conf; exim4 -bV >/dev/null');
  };

  it('that cannot be divided are all as Exim has them, says the list of contrib/README.md', async () => {
    assert.equal((await site().sh(list)).trim(), '');
  });

  it('that a site has set are shown by it, each', async () => {
    const [, text = ''] = list.match(/for option in([\s\S]*?)^ *do$/m) ?? [];
    const names: readonly string[] = text.match(/\w+/g) ?? [];
    for (const name of ['strip_excess_angle_brackets', 'header_maxsize', 'check_log_space', 'system_filter'])
      assert.ok(names.includes(name), name);
    const usual = await site().sh(`for name in ${names.join(' ')}; do exim4 -C /dev/null -bP $name; done`);
    const other = usual
      .trim()
      .split('\n')
      .map((line) => {
        const [name = '', value] = line.split(/ ?= ?/);
        if (value === undefined) return name.startsWith('no_') ? name.slice(3) : `no_${name}`;
        if (/^\d+[smhd]$/.test(value)) return `${name} = 7s`;
        return `${name} = ${/^\d/.test(value) ? 77 : 'accept'}`;
      });
    assert.equal(other.length, names.length);
    // Where Debian's files set one of them, a value here would be the second.
    await site().sh(
      `sed -i '/^ *\\(${names.join('\\|')}\\)\\b/d' /etc/exim4/conf.d/main/02_exim4-config_options`,
    );
    await make(`${other.join('\n')}\n`);
    const shown = await site().sh(list);
    for (const name of names) assert.match(shown, new RegExp(`^(no_)?${name}\\b`, 'm'));
    await make('');
  });

  it('for TLS are set once and by side, with the files of each Debian and whatever the site has', async () => {
    const file = '/etc/exim4/conf.d/main/03_exim4-config_tlsoptions';
    const enable = 'MAIN_TLS_ENABLE = yes\n';
    const hosts = 'MAIN_TLS_ADVERTISE_HOSTS = 192.0.2.7\n';
    const shipped = site().read(file);
    const seen = async (macros: string) => {
      await make(macros);
      return (await site().sh('exim4 -bP tls_advertise_hosts')).trim();
    };
    const expected = (ordinary: string) =>
      `tls_advertise_hosts = \${if !inlist{$received_port}{-1 : 0 : 25 : 465 : 587} {}{${ordinary}}}`;
    for (const text of [shipped, LATER]) {
      site().write(file, text);
      assert.equal(await seen(''), expected('*'));
      assert.equal(await seen(enable), expected('*'));
      assert.equal(await seen(enable + hosts), expected('192.0.2.7'));
    }
    site().write(file, shipped);
  });
});
