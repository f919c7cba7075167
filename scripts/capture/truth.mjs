// What became of each message, from what was sent and what was answered. Of the log only the places of known tokens
// are taken: queue ids and addresses that were seen on the wire.

import { forwardedTo } from './messages.mjs';
import { idsIn, scriptedIdsIn } from './wire.mjs';

/**
 * Of the server: `namesRefused`, whether it gives an id, which it tells no client, to mail that it refuses;
 * `namesConnections`, whether its log tells in which message's connection a recipient was refused; `idPattern`, how its
 * log writes an id; `sessions`, what names a connection in its log, and which lines are of messages.
 */
export function truthOf(messages, wire, logLines, server) {
  const {
    queueIdIn,
    namesRefused = false,
    namesConnections = true,
    idPattern = (id) => id,
    sessions,
  } = server;
  return messages.map((message) => {
    const sent = wire.sent.get(message.messageId);
    const texts = [...wire.sink, ...wire.filter].filter((event) => event.text && tells(event.text, message));
    const replies = [
      sent.data,
      ...wire.filter.filter((event) => texts.includes(event)).map(({ back }) => back),
    ];
    const queueIds = unique([
      ...replies.map((reply) => reply && queueIdIn(reply)),
      ...texts.flatMap(({ text }) => idsIn(text)),
    ]);
    const hasOwnLines = queueIds.length > 0 && !namesConnections;
    const said = (address) => wire.sink.filter((event) => event.address === address);
    return {
      messageId: sent.data === undefined ? null : message.messageId,
      sender: message.sender,
      recipients: message.recipients.map((recipient, index) =>
        recipientOf(recipient, sent.answers[index], message, wire),
      ),
      bounces: said(message.sender).map(({ reply }) => ({ address: message.sender, reply })),
      replies: repliesTo(message, sent, wire),
      queueIds: sent.data === undefined && namesRefused ? null : queueIds,
      lines: runs(
        withSessions(
          linesNaming(logLines, [...queueIds.map(idPattern), ...(hasOwnLines ? [] : addressesOf(message))]),
          logLines,
          sessions,
        ),
      ),
      span: message.span ?? null,
    };
  });
}

/** All that was answered on the way, each once: by the sink, the filter, and the server to its client. */
function repliesTo({ messageId, recipients }, sent, wire) {
  const addresses = recipients.map(({ address }) => forwardedTo(address));
  const sink = wire.sink.filter((event) => addresses.some((address) => isAbout(event, address)));
  const filter = wire.filter.filter(({ text }) => tells(text, { messageId }));
  return unique([
    ...sent.answers.filter((answer) => !answer.startsWith('2')),
    ...[...sink, ...filter].map(({ reply }) => reply),
  ]);
}

function recipientOf({ address, outcome }, answer, message, wire) {
  const wanted = forwardedTo(address);
  const from = wanted === address ? {} : { originally: address };
  if (!answer.startsWith('2')) {
    return { address, outcome: 'failed', reply: answer, by: 'server' };
  }
  const refused = wire.filter.find(
    ({ recipients, reply }) => recipients.includes(address) && reply.startsWith('5'),
  );
  const last = wire.sink.findLast((event) => isAbout(event, wanted));
  const reply = refused?.reply ?? last?.reply ?? null;
  const expected = reply === null ? outcome : { 2: 'delivered', 4: 'delayed', 5: 'failed' }[reply[0]];
  if (expected !== outcome) {
    throw new Error(`${message.messageId}: ${address} was to be ${outcome}, the answer was ${reply}`);
  }
  return { address: wanted, ...from, outcome, reply };
}

/** What a mail exchanger says before it hears of a recipient is about all of its domain. */
function isAbout(event, address) {
  return event.address === address || (event.domain !== undefined && address.endsWith(`@${event.domain}`));
}

/** Whether a text on the wire is the message, or a bounce that quotes it. */
function tells(text, { messageId }) {
  return scriptedIdsIn(text).includes(messageId);
}

function addressesOf({ sender, recipients }) {
  return [sender, ...recipients.flatMap(({ address }) => [address, forwardedTo(address)])].map(
    (address) => `<${address.replace(/[.+]/g, '\\$&')}>`,
  );
}

/** From 1. What a pattern finds counts where no letter or digit touches it. */
function linesNaming(logLines, patterns) {
  const whole = patterns.map((pattern) => new RegExp(`(?<![\\w-])${pattern}(?![\\w-])`));
  return logLines.flatMap((line, index) => (whole.some((token) => token.test(line)) ? [index + 1] : []));
}

/** And the lines of the connections of these lines, but for those of other messages. */
function withSessions(numbers, logLines, sessions) {
  if (sessions === undefined) {
    return numbers;
  }
  const idOf = (line) => sessions.id.exec(line)?.[1];
  const own = new Set(numbers.map((number) => idOf(logLines[number - 1])));
  const added = logLines.flatMap((line, index) =>
    idOf(line) !== undefined && own.has(idOf(line)) && !sessions.isMessage.test(line) ? [index + 1] : [],
  );
  return [...new Set([...numbers, ...added])].sort((a, b) => a - b);
}

/** `[1, 2, 3, 7]` as `[[1, 3], [7, 7]]`. */
function runs(numbers) {
  const found = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last?.[1] === number - 1) {
      last[1] = number;
    } else {
      found.push([number, number]);
    }
  }
  return found;
}

function unique(items) {
  return [...new Set(items.filter(Boolean))];
}
