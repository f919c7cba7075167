import type { LogLine } from '../formats/format';
import { textOf } from '../log/explanation';
import { plainReplyText } from '../smtp/explain';
import { errorText } from './errorText';
import type { FileName } from './files';
import { forEachLogLine } from './lines';
import type { Output } from './output';
import { scan } from './scan';

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
export async function failures(files: readonly FileName[], output: Output): Promise<number> {
  let status = 0;
  for await (const part of scan(files, { wanted: 'fields', joins: true })) {
    for (const { file, line, text } of part.failures) {
      output.line(failureText(file, line, text));
    }
    await output.flush();
    if (part.error !== undefined) {
      status = complain(part.file, part.error);
    }
  }
  return status;
}

/** A failure as one JSON object; `fields` are the inside of one. */
export function failureText(file: FileName, line: number, fields: string): string {
  return `{"file":${JSON.stringify(file)},"line":${line},${fields}}`;
}

/** Says what could not be read, and gives the exit status for it. */
export function complain(file: FileName, message: string): number {
  process.stderr.write(`smtp-lens: ${file}: ${message}\n`);
  return 1;
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
      status = complain(file, errorText(error));
    }
  }
  return status;
}
