// Debian's Sendmail as two daemons, the way that content filters have it: `sm-mta-rx` takes mail of port 25 and hands it
// to the filter, `sm-mta` takes it back, and mail of port 587, and delivers.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runningNamed } from '../processes.mjs';
import { syslog } from '../syslog.mjs';

/** Lines of m4, such as define(`confTO_IDENT', `0')dnl. */
const macros = (calls) =>
  calls
    .map(([name, ...values]) => `${name}(${values.map((value) => `\`${value}'`).join(', ')})dnl\n`)
    .join('');

const COMMON = macros([
  ['define', '_USE_ETC_MAIL_'],
  ['include', '/usr/share/sendmail/cf/m4/cf.m4'],
  ['OSTYPE', 'debian'],
  ['DOMAIN', 'debian-mta'],
  ['undefine', 'confHOST_STATUS_DIRECTORY'],
  ['FEATURE', 'no_default_msa'],
  ['LOCAL_DOMAIN', 'example.org'],
  ['RELAY_DOMAIN', '192.0.2 127.0.0.1'],
  ['define', 'confDOMAIN_NAME', 'mail.example.org'],
  ['define', 'confPRIVACY_FLAGS', 'authwarnings'],
  ['define', 'confCONNECTION_RATE_THROTTLE', '0'],
  ['define', 'confDOUBLE_BOUNCE_ADDRESS', 'postmaster@example.net'],
  ['define', 'confDONT_PROBE_INTERFACES', 'true'],
  ['define', 'confTO_IDENT', '0'],
  ['define', 'confTO_RCPT', '2s'],
]);
const MAILERS = `MAILER_DEFINITIONS\n${macros([
  ['MAILER', 'local'],
  ['MAILER', 'smtp'],
])}`;
const DELIVERING = macros([
  ['DAEMON_OPTIONS', 'Name=MSA, Port=587, Addr=192.0.2.1'],
  ['DAEMON_OPTIONS', 'Name=MTA-tx, Port=10025, Addr=127.0.0.1'],
  ['define', 'confPID_FILE', '/run/sendmail/tx.pid'],
]);
const RECEIVING = macros([
  ['DAEMON_OPTIONS', 'Name=MTA-rx, Port=25, Addr=192.0.2.1'],
  ['FEATURE', 'access_db'],
  ['FEATURE', 'blocklist_recipients'],
  ['FEATURE', 'stickyhost'],
  ['define', 'MAIL_HUB', 'esmtp:[127.0.0.1]'],
  ['define', 'SMART_HOST', 'esmtp:[127.0.0.1]'],
  ['define', 'ESMTP_MAILER_ARGS', 'TCP $h 10024'],
  ['define', 'QUEUE_DIR', '/var/spool/mqueue-rx'],
  ['define', 'confPID_FILE', '/run/sendmail/rx.pid'],
  ['undefine', 'ALIAS_FILE'],
]);
const QUEUES = ['mqueue', 'mqueue-rx'];

export const sendmail = {
  packages: ['sendmail', syslog.package],
  log: syslog.log,
  ports: { filtered: 25, plain: 587, back: 10025 },
  filters: true,
  namesRefused: true,
  failsAtGreeting: true,
  queueIdIn: (reply) => / (\w+) Message accepted for delivery/.exec(reply)?.[1],
  configure({ root, run, aliases, users, strangers }) {
    const write = (file, text) => writeFileSync(path.join(root, file), text);
    write('etc/mail/tx.mc', COMMON + DELIVERING + MAILERS);
    write('etc/mail/rx.mc', COMMON + RECEIVING + MAILERS);
    write('etc/mail/access', strangers.map(refused).join(''));
    write('etc/aliases', `MAILER-DAEMON: postmaster\npostmaster: root\n${aliases}`);
    mkdirSync(path.join(root, 'run/sendmail'), { recursive: true });
    run('install', '-d', '-m', '700', '/var/spool/mqueue-rx');
    for (const user of users) {
      run('useradd', '-M', user);
    }
    run('sh', '-c', 'cd /etc/mail; m4 tx.mc >tx.cf; m4 rx.mc >rx.cf; makemap hash access <access');
    run('newaliases', '-C/etc/mail/tx.cf');
  },
  start(host) {
    syslog.start(host);
    launch(host, '-C/etc/mail/tx.cf -L sm-mta -bd');
    launch(host, '-C/etc/mail/rx.cf -L sm-mta-rx -bd');
  },
  stop: ({ run }) => run('sh', '-c', 'for pid in tx rx; do kill $(head -n 1 /run/sendmail/$pid.pid); done'),
  version: ({ run }) => /^Version: ([\d.]+)/m.exec(run('dpkg', '-s', 'sendmail'))[1],
  // Each delivery is a process beside the daemons.
  isBusy: () => runningNamed('sendmail').length > QUEUES.length,
  deferred: ({ root }) => QUEUES.flatMap((queue) => queueOf(root, queue)),
  retry(host, id) {
    const file = queueOf(host.root, 'mqueue').includes(id) ? 'tx' : 'rx';
    launch(host, `-C/etc/mail/${file}.cf -L sm-que -qI${id}`);
  },
};

/** The daemon that receives does not know the local users: what it refuses is listed. */
function refused(user) {
  return `To:${user}@example.org\tERROR:5.1.1:550 User unknown\n`;
}

/** Not waited for: it asks the name server, which runs in this process. */
function launch({ run }, options) {
  run('sh', '-c', `/usr/sbin/sendmail-mta ${options} >/dev/null 2>&1 &`);
}

function queueOf(root, queue) {
  return readdirSync(path.join(root, 'var/spool', queue))
    .filter((file) => file.startsWith('qf'))
    .map((file) => file.slice(2));
}
