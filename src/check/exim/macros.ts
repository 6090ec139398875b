import { join } from 'node:path';
import { list, read } from '../../machine/files.js';
import { EXIM } from '../../machine/paths.js';
import { addOption, removeLines, renewExim, substitute } from '../commands.js';
import type { Facts } from '../facts.js';
import { type Finding, mend } from '../finding.js';

/** The macros that tell the transport where tor-smtp is. */
export function eximTarget({ exim, enabled, root }: Facts): Finding[] {
  if (!exim || exim.transport.size === 0) return [];
  const findings: Finding[] = [];
  const hosts = String(exim.macros.get('TOR_SMTP_HOST') ?? '');
  const name = hosts.split(/(?<!:):(?!:)/).find((host) => /[g-z]/i.test(host));
  if (name !== undefined) {
    const file = macroFile('TOR_SMTP_HOST');
    findings.push({
      id: 'exim-host',
      grade: 'mend',
      what: 'TOR_SMTP_HOST is a name, which Exim looks up in DNS for each message',
      evidence: `exim4 -bP macro TOR_SMTP_HOST: ${hosts}`,
      mend: file && `${removeLines(file, '^TOR_SMTP_HOST *=')} && ${renewExim()}`,
    });
  }
  const port = Number(exim.transport.get('port'));
  const there = enabled.map((way) => way.port);
  if (isHere(hosts || '127.0.0.1') && !hosts.includes('::') && there.length > 0 && !there.includes(port)) {
    const file = macroFile('TOR_SMTP_PORT');
    findings.push({
      id: 'exim-port',
      grade: 'stop',
      what: `Exim connects to port ${port}, and tor-smtp listens on port ${there.join(', ')}`,
      evidence: `exim4 -bP transport tor_smtp: port = ${port}`,
      mend:
        file &&
        `${substitute(file, `TOR_SMTP_PORT = ${port}`, `TOR_SMTP_PORT = ${there[0]}`)} && ${renewExim()}`,
    });
  }
  if (!root && exim.macros.size === 0) {
    return [
      ...findings,
      { id: 'exim-host', grade: 'unknown', what: "Exim's macros cannot be read", evidence: 'only root may' },
    ];
  }
  return findings;
}

/** With TOR_SMTP_CLEARNET onion senders write to ordinary addresses too: tor-smtp has to connect to those. */
export function eximClearnet({ exim, enabled }: Facts): Finding[] {
  if (!exim?.macros.has('TOR_SMTP_CLEARNET')) return [];
  return enabled.flatMap((way) => {
    if (way.request.kind !== 'serve' || way.options.allow.length > 0) return [];
    return [
      mend(
        'exim-clearnet',
        'Mail of onion senders to ordinary addresses bounces: tor-smtp connects to onions only',
        `TOR_SMTP_CLEARNET is set, and ${way.optionsFile} has no --allow '*'`,
        addOption(way, '--allow *'),
      ),
    ];
  });
}

/** Whether the proxy is on this machine, by the value of TOR_SMTP_HOST. */
export function isHere(hosts: string): boolean {
  return /^127\.[\d.]+(\s*:|::|$)/.test(hosts.trim());
}

/** The file in which the site has set a macro. */
export function macroFile(macro: string): string | undefined {
  const own = list(join(EXIM.snippets, 'main')).filter((name) => !/_tor-smtp-macros$/.test(name));
  const files = [EXIM.macros, ...own.map((name) => join(EXIM.snippets, 'main', name))];
  return files.find((file) => new RegExp(`^${macro} *=`, 'm').test(read(file) ?? ''));
}
