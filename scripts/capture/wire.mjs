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
