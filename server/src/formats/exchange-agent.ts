import { eventReaderWithTable } from './event-table';
import { isIsoTime } from './exchange-protocol';
import type { LogFormat } from './format';

/**
 * Exchange 2007 to today: what its anti-spam agents did to mail (`AGENTLOG20261123-1.LOG`).
 * `2026-11-23T15:39:02.021Z,08D6FB8F5C7BA6A5,192.0.2.1:25,203.0.113.9:25250,203.0.113.9,,alice@example.net,,
 *  bob@example.com,1,Recipient Filter Agent,OnRcptCommand,RejectCommand,550 5.1.1 User unknown,RecipientDoesNotExist`
 */
export const exchangeAgent: LogFormat = {
  id: 'exchange-agent',
  title: 'Microsoft Exchange agent log',
  reference:
    'https://learn.microsoft.com/exchange/antispam-and-antimalware/antispam-protection/anti-spam-agent-logging',
  recognises: (line, start) =>
    line.startsWith('#Log-type: Agent Log', start) ||
    (isIsoTime(line, start) && /,On[A-Z]\w{4,30},(?:Accept|Reject|Delete|Quarantine)\w{4,20},/.test(line)),
  open: eventReaderWithTable({
    columns: {
      timestamp: 'time',
      sessionid: 'queueId',
      enteredorgfromip: 'relay',
      p1fromaddress: 'sender',
      recipient: 'recipient',
      smtpresponse: 'reply',
    },
    required: ['agent', 'action', 'smtpresponse'],
    members: {},
    outcomes: {},
    speaker: () => 'server',
  }),
};
