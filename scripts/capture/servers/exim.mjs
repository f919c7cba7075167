// Debian's Exim, mail of port 25 through a content filter, mail of port 587 without.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runningNamed } from '../processes.mjs';

const DEBIAN_LOGS = '+smtp_protocol_error +smtp_syntax_error +tls_certificate_verified +tls_peerdn';
/** What sites add to it that want to know more. */
const MORE_LOGS = `+deliver_time +delivery_size +incoming_port +outgoing_port +pid +queue_time +queue_time_overall \\
  +received_recipients +received_sender +sender_on_delivery +smtp_confirmation +subject`;

const configuration = (logSelector) => `primary_hostname = mail.example.org
domainlist local_domains = example.org
hostlist relay_from_hosts = 127.0.0.1 : 192.0.2.0/24
local_interfaces = <; [192.0.2.1]:25 ; [192.0.2.1]:587 ; [127.0.0.1]:10025
disable_ipv6 = true
keep_environment =
tls_advertise_hosts =
host_lookup = *
rfc1413_query_timeout = 0s
smtp_accept_max = 100
log_file_path = /var/log/exim4/%slog
log_selector = ${logSelector}
acl_smtp_rcpt = acl_check_rcpt
acl_smtp_data = accept

begin acl
acl_check_rcpt:
  require verify = sender
  accept domains = +local_domains
         endpass
         verify = recipient
  accept hosts = +relay_from_hosts
  deny message = relay not permitted

begin routers
filter:
  driver = manualroute
  condition = \${if eq{$received_port}{25}}
  route_list = * 127.0.0.1 byname
  self = send
  no_verify
  transport = filter_smtp
dnslookup:
  driver = dnslookup
  domains = ! +local_domains
  transport = remote_smtp
  no_more
system_aliases:
  driver = redirect
  data = \${lookup{$local_part}lsearch{/etc/aliases}}
local_user:
  driver = accept
  check_local_user
  transport = mail_spool
  cannot_route_message = Unknown user

begin transports
filter_smtp:
  driver = smtp
  port = 10024
  allow_localhost
remote_smtp:
  driver = smtp
  command_timeout = 2s
  connection_max_messages = 1
mail_spool:
  driver = appendfile
  file = /var/mail/$local_part_data
  home_directory = /var/mail
  group = mail
  mode = 0660

begin retry
* * F,4d,1s
`;

const eximLogging = (logSelector) => ({
  packages: ['exim4-daemon-light'],
  log: '/var/log/exim4/mainlog',
  ports: { filtered: 25, plain: 587, back: 10025 },
  filters: true,
  failsAtGreeting: true,
  queueIdIn: (reply) => / OK id=([\w-]+)/.exec(reply)?.[1],
  configure({ root, run, aliases, users }) {
    writeFileSync(path.join(root, 'etc/exim4/exim4.conf'), configuration(logSelector));
    writeFileSync(path.join(root, 'etc/aliases'), aliases);
    mkdirSync(path.join(root, 'var/mail'), { recursive: true });
    for (const user of users) {
      run('useradd', '-M', user);
    }
  },
  // The daemon keeps the pipe of its output open, which would be waited for.
  start: ({ run }) => run('sh', '-c', 'exim4 -bd >/dev/null'),
  // The oldest is the daemon.
  stop: () => process.kill(Math.min(...runningNamed('exim4')), 'SIGTERM'),
  version: ({ run }) => /Exim version (\S+)/.exec(run('exim4', '-bV'))[1],
  /** A process beside the daemon takes mail in or delivers it. */
  isBusy: () => runningNamed('exim4').length > 1,
  deferred: ({ run }) =>
    run('exim4', '-bp')
      .split('\n')
      .filter((line) => !line.includes('*** frozen ***'))
      .flatMap((line) => / ([\w-]+) </.exec(line)?.[1] ?? []),
  // Not waited for: its questions are answered by the name server of this process.
  retry: ({ run }, id) => run('sh', '-c', `exim4 -M ${id} >/dev/null 2>&1 &`),
});

export const exim = eximLogging(`${DEBIAN_LOGS} ${MORE_LOGS}`);

/**
 * The log of most sites, with the longer message ids since 4.97. Without ports and processes it does not tell in whose
 * connection a recipient was refused.
 */
export const eximDefault = { ...eximLogging(DEBIAN_LOGS), release: 'trixie', namesConnections: false };
