import type { EximSite } from '../../support/exim/exim.js';

type Part = Omit<EximSite, 'folder' | 'name'>;

/** Retries at once, and no bounce before the next day. */
const RETRY = { TOR_SMTP_RETRY: 'F,1d,1s' };

/** Half a minute: what hangs is over before the calm is. */
const SHORT_TIMES = {
  connect_timeout: '20s',
  command_timeout: '30s',
  data_timeout: '30s',
  final_timeout: '40s',
};

/** The sending Exim: the shipped configuration, with short times, and the ports of all that may serve it. */
export function sending(domain: string, ports: readonly number[]): Part {
  const hosts = ports.map((port) => `127.0.0.1::${port}`).join(' : ');
  return {
    domains: [domain],
    macros: { ...RETRY, TOR_SMTP_HOST: hosts },
    main: `queue_run_max = 8\n`,
    edit: (path, text) => (path.endsWith('transport/040_tor-smtp') ? shortened(text) : text),
  };
}

function shortened(text: string): string {
  return Object.entries(SHORT_TIMES).reduce((changed, [name, time]) => {
    const line = new RegExp(`^( *${name} = ).*$`, 'm');
    if (!line.test(changed)) throw new Error(`the transport has no ${name}`);
    return changed.replace(line, `$1${time}`);
  }, text);
}

/**
 * A receiving Exim. It would take the other's mail too, so that a message that went wrong is found there. In each copy it
 * writes the id under which it took the message: two copies with one id are its own doing.
 */
export function receiving(domains: readonly string[], chunking: boolean): Part {
  return {
    domains,
    macros: RETRY,
    main: [
      'received_header_text =',
      'acl_smtp_data = taken',
      'smtp_receive_timeout = 30s',
      ...(chunking ? [] : ['chunking_advertise_hosts =', 'pipelining_advertise_hosts =']),
      '',
    ].join('\n'),
    acls: 'taken:\n  accept\n    add_header = X-Taken-As: $message_exim_id\n',
  };
}
