// What the sink, the filter and the client of the capture share: data on the wire, and the ids in it.

/** `unknown` of `unknown-0007@example.net`. */
export function blockOf(address) {
  return address.split(/[-@]/, 1)[0];
}

/** Calls `onLine`, which can be set, for each line that arrives. */
export function linesOf(socket, onLine) {
  const lines = { onLine };
  let rest = '';
  socket.on('data', (chunk) => {
    const whole = (rest + chunk.toString('latin1')).split('\r\n');
    rest = whole.pop();
    for (const line of whole) {
      lines.onLine(line);
    }
  });
  return lines;
}

/**
 * Speaks SMTP with a client. `own` are the commands MAIL, RCPT and DATA, each called with its line; the last may read
 * the data from the lines that this returns.
 */
export function converse(socket, name, own) {
  const say = (reply) => socket.write(`${reply}\r\n`);
  const commands = {
    EHLO: () => say(`250-${name}\r\n250-8BITMIME\r\n250-SIZE 10240000\r\n250 ENHANCEDSTATUSCODES`),
    HELO: () => say(`250 ${name}`),
    RSET: () => say('250 2.0.0 ok'),
    NOOP: () => say('250 2.0.0 ok'),
    QUIT: () => socket.end('221 2.0.0 bye\r\n'),
    ...own,
  };
  const lines = linesOf(socket, (line) => {
    const command = commands[line.slice(0, 4).toUpperCase()];
    return command ? command(line) : say('502 5.5.2 command not known');
  });
  say(`220 ${name} ESMTP`);
  return lines;
}

export function addressIn(line) {
  return /<([^>]*)>/.exec(line)?.[1] ?? '';
}

/** Collects lines up to the lone dot, gives them to `done`, and puts the reader of commands back. */
export function readData(lines, done) {
  const commands = lines.onLine;
  const data = [];
  lines.onLine = (line) => {
    if (line !== '.') {
      data.push(line.startsWith('.') ? line.slice(1) : line);
      return;
    }
    lines.onLine = commands;
    done(data.join('\n'));
  };
}

/** The queue ids in the `Received:` lines of a message, and of those that are quoted in it, as a bounce does. */
export function idsIn(text) {
  const ids = [];
  const unfolded = text.replace(/\r?\n[ \t]+/g, ' ');
  for (const [line] of unfolded.matchAll(/^Received: .*$/gm)) {
    ids.push(...[...line.matchAll(/ id ([\w-]+)/g)].map(([, id]) => id));
  }
  return [...new Set(ids)];
}

/** All message ids in a text that the script gave out: a bounce quotes that of the message that it is about. */
export function scriptedIdsIn(text) {
  return [...new Set(text.match(/<capture-\d+@example\.com>/g) ?? [])];
}
