// Debian's OpenSMTPD: mail of port 25 goes to the content filter, mail of port 587 and what the filter hands back do not.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runningNamed } from '../processes.mjs';
import { syslog } from '../syslog.mjs';

const CONFIGURATION = `table aliases file:/etc/aliases
table strangers file:/etc/mail-strangers
listen on 192.0.2.1 port 25 tag FILTERED hostname mail.example.org
listen on 192.0.2.1 port 587 hostname mail.example.org
listen on 127.0.0.1 port 10025 hostname mail.example.org
action "filter" relay host smtp://127.0.0.1:10024
action "local" mbox alias <aliases>
action "relay" relay
match tag FILTERED from src 192.0.2.0/24 ! rcpt-to <strangers> for any action "filter"
match ! tag FILTERED from any for domain "example.org" action "local"
match ! tag FILTERED from src { 192.0.2.0/24 127.0.0.1 } for any action "relay"
match ! tag FILTERED from local for any action "relay"
`;

export const opensmtpd = {
  packages: ['opensmtpd', syslog.package],
  log: syslog.log,
  ports: { filtered: 25, plain: 587, back: 10025 },
  filters: true,
  failsAtGreeting: true,
  // It waits five minutes for a reply, and four days for a server that takes no mail.
  omitted: ['slow', 'closed'],
  // The first half of an envelope's id, evpid=8f26ea98359eccea, is the message's.
  idPattern: (id) => `${id}(?:[0-9a-f]{8})?`,
  sessions: { id: /(?:: | session )([0-9a-f]{16}) /, isMessage: /(?:evp|msg)id=/ },
  queueIdIn: (reply) => / (\w+) Message accepted for delivery/.exec(reply)?.[1],
  configure({ root, run, aliases, users, strangers }) {
    const write = (file, text) => writeFileSync(path.join(root, file), text);
    write('etc/smtpd.conf', CONFIGURATION);
    write('etc/aliases', aliases);
    write('etc/mail-strangers', strangers.map((user) => `${user}@example.org\n`).join(''));
    for (const user of users) {
      run('useradd', '-m', user);
    }
  },
  start(host) {
    syslog.start(host);
    host.run('sh', '-c', 'smtpd >/dev/null 2>&1');
  },
  // The oldest is the parent of the others, and ends them.
  stop: () => process.kill(Math.min(...runningNamed('smtpd'))),
  version: ({ run }) => /^Version: ([\d.p]+)/m.exec(run('dpkg', '-s', 'opensmtpd'))[1],
  isBusy: (host) => queueOf(host).some(({ state }) => state !== 'pending'),
  deferred: (host) => queueOf(host).map(({ id }) => id),
  retry: ({ run }, id) => run('smtpctl', 'schedule', id),
};

/** `8f26ea98359eccea|inet4|mta||from|to|to|1|2|0|0|pending|239|reply`: an envelope's id, the state of its delivery. */
function queueOf({ run }) {
  return run('smtpctl', 'show', 'queue')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('|'))
    .map((fields) => ({ id: fields[0], state: fields[11] }));
}
