import { readReplyCode } from '../smtp/reply';
import { eventReader } from './event-json';
import { type LogFormat, LogLine, type Outcome, span } from './format';
import { visitMembers } from './json-members';

/**
 * KumoMTA (`/var/log/kumomta/*.zst`, unpacked), an object a line:
 * `{"type":"Bounce","id":"f684…","sender":"a@example.com","recipient":"b@example.net","size":518,"response":{"code":550,
 *  "enhanced_code":{"class":5,"subject":1,"detail":1},"content":"No such user","command":"RCPT TO:<b@example.net>"},
 *  "peer_address":{"name":"mx.example.net","addr":"192.0.2.7"},"timestamp":1691595584,…}`
 */
export const kumomta: LogFormat = {
  id: 'kumomta',
  title: 'KumoMTA',
  reference: 'https://docs.kumomta.com/reference/log_record/',
  recognises: (line, start) =>
    line.charCodeAt(start) === 0x7b
      ? /"response": ?\{"code":/.test(line.slice(start, start + 4000)) &&
        /"(?:type|bounce_classification)":/.test(line.slice(start, start + 4000))
      : SPREAD.test(line.slice(start, start + 60)),
  open: (head) => {
    const spread = readSpread(head);
    return {
      key: '',
      read: (line, start, program) => readKumomta(line, start) ?? spread.read(line, start, program),
    };
  },
};

/** Tools spread a record over lines, a member each. */
const SPREAD = /^\s{1,16}"(?:enhanced_code|bounce_classification|egress_source|delivery_protocol)": /;
const readSpread = eventReader({
  members: { '.code': 'code', '.id': 'queueId', '.sender': 'sender', '.recipient': 'recipient' },
  outcomes: {},
});

function readKumomta(line: string, start: number): LogLine | undefined {
  if (line.charCodeAt(start) !== 0x7b) {
    return undefined;
  }
  const logLine = new LogLine();
  const response = { code: -1, end: -1, enhanced: '', text: -1 };
  let type = '';
  visitMembers(line, start, (name, parent, from, to) => {
    if (parent === 'response') {
      readResponse(line, name, from, to, response, logLine);
    } else if (parent === 'enhanced_code') {
      response.enhanced += (response.enhanced === '' ? '' : '.') + line.slice(from, to);
    } else if (parent === 'peer_address' && name === 'name') {
      logLine.relay = span(from, to);
    } else if (parent === '') {
      type = name === 'type' ? line.slice(from, to) : type;
      readMember(name, from, to, logLine);
    }
  });
  const code = response.code < 0 ? 0 : readReplyCode(line, response.code);
  logLine.outcome = OUTCOMES.get(type);
  if (code > 0) {
    const own = OWN.has(type) || line.startsWith('KumoMTA internal', response.text);
    const enhanced = response.enhanced === '' ? undefined : response.enhanced;
    logLine.replies = [
      { start: response.code, end: response.end, code, enhanced, speaker: own ? 'server' : 'remote' },
    ];
  }
  return type === '' && code === 0 ? undefined : logLine;
}

function readResponse(
  line: string,
  name: string,
  from: number,
  to: number,
  response: { code: number; end: number; text: number },
  into: LogLine,
): void {
  if (name === 'code') {
    response.code = from;
    response.end = to;
  } else if (name === 'content' && from < to && !line.startsWith('null', from)) {
    response.text = from;
    response.end = to;
  } else if (name === 'command' && line.charCodeAt(from - 1) === 0x22) {
    into.command = span(from, to);
  }
}

function readMember(name: string, from: number, to: number, into: LogLine): void {
  switch (name) {
    case 'id':
      into.queueId = span(from, to);
      break;
    case 'sender':
      into.sender = span(from, to);
      break;
    case 'recipient':
      into.recipient = span(from, to);
      break;
    case 'timestamp':
      into.time = span(from, to);
      break;
  }
}

const OUTCOMES: ReadonlyMap<string, Outcome> = new Map([
  ['Delivery', 'relayed'],
  ['Bounce', 'failed'],
  ['AdminBounce', 'failed'],
  ['Expiration', 'failed'],
  ['Rejection', 'failed'],
  ['OOB', 'failed'],
  ['TransientFailure', 'delayed'],
  ['Delayed', 'delayed'],
]);
/** What KumoMTA itself said or decided. */
const OWN = new Set(['Reception', 'Rejection', 'Expiration', 'AdminBounce', 'AdminRebind', 'Delayed']);
