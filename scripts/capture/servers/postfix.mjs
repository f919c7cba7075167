// Debian's Postfix, mail of port 25 through a content filter, mail of port 587 without.

import { writeFileSync } from 'node:fs';
import path from 'node:path';

const MAIN = `compatibility_level = 3.6
myhostname = mail.example.org
mydestination = example.org, localhost
mynetworks = 127.0.0.0/8, 192.0.2.0/24
inet_interfaces = 192.0.2.1, 127.0.0.1
inet_protocols = ipv4
alias_maps = hash:/etc/aliases
alias_database = hash:/etc/aliases
maillog_file = /var/log/mail.log
maillog_file_prefixes = /var/log
smtp_rcpt_timeout = 2s
smtp_host_lookup = dns
minimal_backoff_time = 1s
queue_run_delay = 1h
`;

export const postfix = {
  packages: ['postfix'],
  log: '/var/log/mail.log',
  ports: { filtered: 25, plain: 587, back: 10025 },
  filters: true,
  queueIdIn: (reply) => / queued as (\w+)/.exec(reply)?.[1],
  configure({ root, run, aliases, users }) {
    writeFileSync(path.join(root, 'etc/postfix/main.cf'), MAIN);
    writeFileSync(path.join(root, 'etc/aliases'), aliases);
    for (const user of users) {
      run('useradd', '-M', user);
    }
    run('postalias', '/etc/aliases');
    run('postconf', '-M', 'postlog/unix-dgram=postlog unix-dgram n - n - 1 postlogd');
    run('postconf', '-M', 'smtp/inet=smtp inet n - y - - smtpd -o content_filter=smtp:[127.0.0.1]:10024');
    run('postconf', '-M', 'submission/inet=587 inet n - y - - smtpd');
    run('postconf', '-M', '127.0.0.1:10025/inet=127.0.0.1:10025 inet n - y - - smtpd');
  },
  start: ({ run }) => run('postfix', 'start'),
  stop: ({ run }) => run('postfix', 'stop'),
  version: ({ run }) => run('postconf', '-h', 'mail_version').trim(),
  isBusy: (host) => queueOf(host).some(({ queue_name }) => queue_name !== 'deferred'),
  deferred: (host) => queueOf(host).map(({ queue_id }) => queue_id),
  retry: ({ run }, id) => run('postqueue', '-i', id),
};

function queueOf({ run }) {
  return run('postqueue', '-j')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
