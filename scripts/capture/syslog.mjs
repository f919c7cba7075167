// A syslog daemon, for servers that write no log of their own.

import { writeFileSync } from 'node:fs';
import path from 'node:path';

const CONFIGURATION = `module(load="imuxsock")
mail.* action(type="omfile" file="/var/log/mail.log" template="RSYSLOG_TraditionalFileFormat")
`;

export const syslog = {
  package: 'rsyslog',
  log: '/var/log/mail.log',
  start({ root, run }) {
    writeFileSync(path.join(root, 'etc/rsyslog.conf'), CONFIGURATION);
    writeFileSync(path.join(root, 'var/log/mail.log'), '');
    run('sh', '-c', 'rsyslogd >/dev/null 2>&1');
  },
};
