import { join } from 'node:path';
import { CONTRIB } from '../../machine/paths.js';
import { quote } from '../../machine/run.js';
import { makeUser, reload, service } from '../commands.js';
import type { Facts, UsedWay } from '../facts.js';
import { type Finding, good, stop } from '../finding.js';

/** Whether exactly one of systemd and xinetd is to start tor-smtp at a port, and does. */
export function serviceUsed({ ways, enabled, booted }: Facts): Finding[] {
  if (ways.length === 0) return [none(booted)];
  const findings = enabled.flatMap((way, index) => {
    const other = enabled.slice(0, index).find(({ port }) => port === way.port);
    return other ? [both(other, way)] : [];
  });
  if (enabled.length === 0) findings.push(off(ways));
  findings.push(...enabled.flatMap(notRunning));
  if (findings.length > 0) return findings;
  return enabled.map((way) => good('service', `${described(way)} starts tor-smtp at port ${way.port}`));
}

export function described({ kind, name }: UsedWay): string {
  return kind === 'systemd' ? name : `xinetd's service ${name}`;
}

function none(booted: boolean): Finding {
  const units = ['tor-smtp.socket', 'tor-smtp@.service'].map((name) => quote(join(CONTRIB, 'systemd', name)));
  const start = 'systemctl daemon-reload && systemctl enable --now tor-smtp.socket';
  const withSystemd = `install -m 0644 ${units.join(' ')} /etc/systemd/system/ && ${start}`;
  const files = ['tor-smtp', 'tor-smtp.421'].map((name) => quote(join(CONTRIB, 'xinetd.d', name)));
  const withXinetd = `install -m 0644 ${files.join(' ')} /etc/xinetd.d/ && ${service('reload', 'xinetd')}`;
  return stop(
    'service-missing',
    'Neither systemd nor xinetd knows tor-smtp',
    'no unit tor-smtp*.socket, no service with tor-smtp in /etc/xinetd.d',
    `${makeUser()} && ${booted ? withSystemd : withXinetd}`,
  );
}

/** Turns a way on, or off. */
function turn(way: UsedWay, on: boolean): string {
  if (way.kind === 'systemd') return `systemctl ${on ? 'enable' : 'disable'} --now ${way.name}`;
  const [from, to] = on ? ['yes', 'no'] : ['no', 'yes'];
  const edit = `sed -i 's/^\\([[:space:]]*disable[[:space:]]*=[[:space:]]*\\)${from}/\\1${to}/' ${quote(way.file)}`;
  return `${edit} && ${reload(way)}`;
}

function off(ways: readonly UsedWay[]): Finding {
  const way = ways.find(({ name }) => name === 'tor-smtp.socket') ?? ways[0];
  const names = ways.map(described).join(', ');
  return stop(
    'service-off',
    'Nothing starts tor-smtp: it is installed, but switched off',
    names,
    way && turn(way, true),
  );
}

/** The one that came second is the one to go, unless only it works. */
function both(first: UsedWay, second: UsedWay): Finding {
  const [kept, gone] = first.running === false && second.running ? [second, first] : [first, second];
  const restart = kept.kind === 'systemd' ? ` && systemctl restart ${kept.name}` : '';
  return stop(
    'service-both',
    `Two want port ${first.port}: ${described(first)} and ${described(second)}`,
    `${first.file}, ${second.file}`,
    `${turn(gone, false)}${restart}`,
  );
}

function notRunning(way: UsedWay): Finding[] {
  if (way.running !== false) return [];
  if (way.kind === 'xinetd') {
    return [
      stop('service-stopped', 'xinetd does not run', 'no process of that name', service('start', 'xinetd')),
    ];
  }
  const seen = `systemctl is-active ${way.name}: ${way.failed ? 'failed' : 'inactive'}`;
  const reset = way.failed ? `systemctl reset-failed ${way.name} && ` : '';
  return [
    stop('service-stopped', `${way.name} does not listen`, seen, `${reset}systemctl start ${way.name}`),
  ];
}
