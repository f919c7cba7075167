import { failureSpan } from '../features/failureRange';
import type { LogLine, Outcome } from '../formats/format';
import { explainLine, textOf } from '../log/explanation';
import { mainReply, type Severity, severityOf } from '../log/severity';
import { plainReplyText } from '../smtp/explain';
import type { FileName } from './files';
import { forEachLogLine } from './lines';
import type { Output } from './output';

type WriteLine = (file: FileName, line: string, number: number, read: LogLine, output: Output) => void;

/** Writes each reply that the logs quote. Resolves to the exit status. */
export function replies(files: readonly FileName[], output: Output): Promise<number> {
  return list(files, output, (file, line, number, read) => {
    for (const reply of read.replies) {
      output.json({
        file,
        line: number,
        column: reply.start + 1,
        code: reply.code,
        enhanced: reply.enhanced ?? null,
        text: plainReplyText(line.slice(reply.start, reply.end)),
        speaker: reply.speaker,
        queueId: textOf(line, read.queueId) ?? null,
        format: read.format,
      });
    }
  });
}

/** Writes each line that records a failure. Resolves to the exit status. */
export function failures(files: readonly FileName[], output: Output): Promise<number> {
  return list(files, output, (file, line, number, read) => {
    const severity = severityOf(read, line);
    if (severity === undefined) {
      return;
    }
    const explanation = explainLine(line, read);
    output.json({
      file,
      line: number,
      column: failureSpan(line, read).start + 1,
      outcome: outcomeOf(read, severity),
      permanent: severity === 'permanent',
      code: mainReply(read)?.code ?? null,
      enhanced: mainReply(read)?.enhanced ?? textOf(line, read.status) ?? null,
      reason: explanation.reason,
      retry: explanation.retry,
      queueId: textOf(line, read.queueId) ?? null,
      sender: textOf(line, read.sender) ?? null,
      recipient: textOf(line, read.recipient) ?? null,
      relay: textOf(line, read.relay) ?? null,
      provider: explanation.provider ?? null,
      inferred: mainReply(read) === undefined,
    });
  });
}

/** What the log says became of the message, or what the reply's class means for it. */
function outcomeOf(read: LogLine, severity: Severity): Outcome {
  return read.outcome ?? (severity === 'permanent' ? 'failed' : 'delayed');
}

async function list(files: readonly FileName[], output: Output, write: WriteLine): Promise<number> {
  let status = 0;
  for (const file of files) {
    try {
      await forEachLogLine(
        file,
        (line, number, read) => write(file, line, number, read, output),
        () => output.flush(),
      );
    } catch (error) {
      if (error instanceof Error && 'syscall' in error && error.syscall === 'write') {
        throw error;
      }
      await output.flush();
      process.stderr.write(`smtp-lens: ${file}: ${error instanceof Error ? error.message : String(error)}\n`);
      status = 1;
    }
  }
  return status;
}
