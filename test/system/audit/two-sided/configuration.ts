/** Where a server that gives nothing away is changed: statements that go before its own. */
export interface Habits {
  banner?: string;
  main?: string;
  mail?: string;
  rcpt?: string;
  data?: string;
  /** One daemon listens on both ports. */
  oneDaemon?: boolean;
}

/** The ports of the onion and of the other side. */
export const HERE = 2526;
export const BESIDE = 2525;
const HOST = 'host7.clear.example';

/** The configuration of both sides: what the port says decides. */
export function configuration(own: string, onion: string, habits: Habits): string {
  return `
primary_hostname = ${HOST}
spool_directory = ${own}/spool
log_file_path = ${own}/log/%s
.ifdef _OPT_MAIN_NOTIFIER_SOCKET
notifier_socket =
.endif
keep_environment =
IS_HERE = eq{$received_port}{${HERE}}
smtp_active_hostname = \${if IS_HERE {${onion}}{$primary_hostname}}
smtp_banner = ${habits.banner ?? '$smtp_active_hostname ESMTP'}
tls_advertise_hosts =
chunking_advertise_hosts =
dsn_advertise_hosts =
.ifdef _OPT_MAIN_PIPELINING_CONNECT_ADVERTISE_HOSTS
pipelining_connect_advertise_hosts =
.endif
.ifdef _OPT_MAIN_LIMITS_ADVERTISE_HOSTS
limits_advertise_hosts =
.endif
prdr_enable = false
helo_accept_junk_hosts = *
received_header_text =
smtp_accept_max = 10
smtp_accept_max_per_host = \${if IS_HERE {4}{0}}
log_selector = +smtp_connection
${habits.main ?? ''}
acl_smtp_helo = helo
acl_smtp_mail = mail
acl_smtp_rcpt = rcpt
acl_smtp_data = data

begin acl
helo:
  accept condition = \${if IS_HERE}
         message = $smtp_active_hostname
  accept
mail:
${habits.mail ?? '  warn control = dkim_disable_verify'}
  accept
rcpt:
${habits.rcpt ?? ''}
  accept condition = \${if !IS_HERE}
         domains = clear.example
  accept domains = ${onion}
         local_parts = postmaster : bob
  deny   message = Not here
data:
  accept condition = \${if !IS_HERE}
${habits.data ?? ''}
  deny   condition = \${if >{$received_count}{20}}
         message = A loop
  accept message = OK

begin routers
all:
  driver = accept
  transport = mailbox

begin transports
mailbox:
  driver = appendfile
  file = ${own}/box
`;
}
