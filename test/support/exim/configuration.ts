import type { Identity } from './identity.js';

export interface Configuration {
  folder: string;
  /** The copy of contrib/exim4 to include from. */
  shipped: string;
  secret: string;
  identity: Identity;
  domains: readonly string[];
  macros?: Readonly<Record<string, string>>;
  main?: string;
  /** More ACLs. */
  acls?: string;
  /** Offers STARTTLS, with the certificate that Exim makes for itself. */
  tls?: boolean;
}

/**
 * A site's configuration around the shipped files, one for the sending and the receiving side. Each file is included in
 * its section as an operator would. Mail for its own domains goes unchanged to one Maildir; all other domains go to DNS,
 * if nothing before that stops them. Its host name is telling, so that a test can search for it.
 */
export function configuration(site: Configuration): string {
  const macros = { TOR_SMTP_SECRET: site.secret, ...site.macros };
  return `
${Object.entries(macros)
  .map(([name, value]) => `${name} = ${value}`)
  .join('\n')}
exim_user = ${site.identity.uid}
exim_group = ${site.identity.gid}
primary_hostname = secret-host.clear.example
spool_directory = ${site.folder}/spool
log_file_path = ${site.folder}/log/%s
log_selector = +millisec +smtp_confirmation +received_recipients
domainlist local_domains = @ : ${site.domains.join(' : ')}
keep_environment =
tls_advertise_hosts = ${site.tls ? '*' : ''}
local_from_check = false
local_sender_retain = true
untrusted_set_sender = *
acl_smtp_rcpt = acl_check_rcpt
.ifdef _OPT_MAIN_NOTIFIER_SOCKET
notifier_socket =
.endif
.include ${site.shipped}/conf.d/main/040_tor-smtp-macros
${site.main ?? ''}

begin acl
acl_check_rcpt:
  accept verify = recipient
${site.acls ?? ''}
begin routers
.include ${site.shipped}/conf.d/router/050_tor-smtp-guard
.include ${site.shipped}/conf.d/router/060_tor-smtp
dnslookup:
  driver = dnslookup
  domains = ! +local_domains
  transport = remote_smtp
  no_more
mailbox:
  driver = accept
  transport = mailbox

begin transports
.include ${site.shipped}/conf.d/transport/040_tor-smtp
remote_smtp:
  driver = smtp
mailbox:
  driver = appendfile
  directory = ${site.folder}/mail
  maildir_format
  create_directory

begin retry
.include ${site.shipped}/conf.d/retry/020_tor-smtp
*  *  F,2h,15m; G,16h,1h,1.5; F,4d,6h

begin rewrite
.include ${site.shipped}/conf.d/rewrite/020_tor-smtp
`;
}
