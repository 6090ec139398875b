import assert from 'node:assert/strict';
import { it } from 'node:test';
import { OPTIONS_FILE } from '../../../src/machine/paths.js';
import { sendPlan } from '../../../src/setup/plans/send.js';
import { siteOf } from '../../../src/setup/site/site.js';
import { root } from '../../support/paths.js';
import { machine } from './machine.js';

it('send, with the package, gives its units the port for mail, or says what is to be written', async () => {
  for (const [text, isDone] of [
    ['', true],
    ['TOR_SMTP_OPTIONS="--log-names"\n', true],
    ['TOR_SMTP_OPTIONS="--log-names" "--timeout"\n', false],
  ] as const) {
    const files = {
      '/etc/tor/torrc': '',
      '/usr/sbin/exim4': '',
      '/etc/exim4/update-exim4.conf.conf':
        "dc_use_split_config='true'\ndc_eximconfig_configtype='internet'\n",
      [OPTIONS_FILE]: text,
    };
    const host = { ...machine(files), run: async () => ({ status: 0, stdout: '', stderr: '' }) };
    const plain = siteOf(host, root);
    const site = { ...plain, systemd: true, installed: { ...plain.installed, packaged: true } };
    const steps = await sendPlan(site, { xinetd: false, resident: false, domains: [] });
    const step = steps.find(({ parts = [] }) => parts.some((part) => part.path === OPTIONS_FILE));
    const [part] = step?.parts ?? [];
    const changed = part?.kind === 'edit' ? part.change(text)?.text : undefined;
    assert.equal(changed?.includes('TOR_SMTP_OPTIONS="--socks unix:/run/tor-smtp/socks') ?? false, isDone);
    assert.match(
      (await step?.fault?.()) ?? '',
      /write --socks unix:\/run\/tor-smtp\/socks into TOR_SMTP_OPTIONS$/,
    );
  }
});
