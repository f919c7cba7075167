import { assert } from 'chai';
import { closeAll, hoverAt, placeOf, show, until, untilProblemsAt } from './editor';
import { languageServers } from './servers';

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
