// A small SMTP client that sends one message and hands back every reply.

import { connect } from 'node:net';

/**
 * Sends `text` from `localAddress` and resolves to the replies: one a recipient, and `data`, undefined where no
 * recipient was accepted.
 */
export async function send({ host, port, localAddress, sender, recipients, text }) {
  const socket = connect({ host, port, localAddress });
  const next = replies(socket);
  const ask = async (line) => {
    socket.write(`${line}\r\n`);
    return next();
  };
  await next();
  await ask('EHLO client.example.com');
  const from = await ask(`MAIL FROM:<${sender}>`);
  const answers = [];
  for (const recipient of recipients) {
    answers.push(from.startsWith('2') ? await ask(`RCPT TO:<${recipient}>`) : from);
  }
  let data;
  if (answers.some((reply) => reply.startsWith('2'))) {
    await ask('DATA');
    data = await ask(`${text.replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..')}\r\n.`);
  }
  await ask('QUIT');
  socket.destroy();
  return { answers, data };
}

/** A function that waits for the next whole reply, its lines joined by line feeds. */
function replies(socket) {
  const waiting = [];
  const ready = [];
  let [rest, lines, failure] = ['', [], undefined];
  const give = (reply) => (waiting.length > 0 ? waiting.shift().resolve(reply) : ready.push(reply));
  socket.on('data', (chunk) => {
    const whole = (rest + chunk.toString('latin1')).split('\r\n');
    rest = whole.pop();
    for (const line of whole) {
      lines.push(line);
      if (line[3] !== '-') {
        give(lines.join('\n'));
        lines = [];
      }
    }
  });
  const fail = (error) => {
    failure = error;
    for (const { reject } of waiting.splice(0)) {
      reject(error);
    }
  };
  socket.on('error', fail).on('close', () => fail(new Error('the server closed the connection')));
  return () =>
    new Promise((resolve, reject) => {
      if (ready.length > 0) {
        resolve(ready.shift());
      } else if (failure) {
        reject(failure);
      } else {
        waiting.push({ resolve, reject });
      }
    });
}
