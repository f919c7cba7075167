import { readdirSync, readFileSync } from 'node:fs';
import { assert } from 'chai';
import { closeAll, hoverAt, placeOf, show, until, untilProblemsAt } from './editor';

suite('a language server that crashes', () => {
  suiteTeardown(closeAll);

  test('is started again, and reads on', async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    const { document } = await show('mail.log');
    await untilProblemsAt(document, [1, 2, 3, 6, 11, 12]);
    const [server] = languageServers();
    assert.isDefined(server);
    process.kill(server as number, 'SIGKILL');
    await until('another server runs', languageServers, (pids) => pids.length === 1 && pids[0] !== server);
    await until('it explains', () => hoverAt(document, placeOf(document, '550 5.1.1')));
    await untilProblemsAt(document, [1, 2, 3, 6, 11, 12]);
  });
});

/** The children of this extension host that run our server. */
function languageServers(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const [status, command] = ['status', 'cmdline'].map((file) => readProcess(pid, file));
      return status?.includes(`\nPPid:\t${process.pid}\n`) && command?.includes('/dist/server.js');
    })
    .map(Number);
}

/** Empty for a process that has ended meanwhile. */
function readProcess(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
