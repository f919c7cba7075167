import { writeFile } from 'node:fs/promises';
import { type LogReader, openLog } from '../formats/registry';
import { Redactor } from '../log/redact';
import { forEachLine } from '../log/textLines';
import { errorText } from './errorText';
import type { FileName } from './files';
import { piecesOf } from './lines';
import { complain } from './listCommands';
import type { Output } from './output';

/** Writes the logs as they may be shared; who is who stays the same in all of them. Resolves to the exit status. */
export async function redactFiles(
  files: readonly FileName[],
  { map }: { readonly map?: string | undefined },
  output: Output,
): Promise<number> {
  const redactor = new Redactor();
  let status = 0;
  for (const file of files) {
    try {
      await redactFile(file, redactor, output);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EPIPE') {
        throw error;
      }
      status = complain(file, errorText(error));
    }
  }
  await output.flush();
  process.stderr.write(`${replacedText(redactor)}\n`);
  if (map !== undefined) {
    try {
      await writeFile(map, mapText(redactor), { mode: 0o600 });
    } catch (error) {
      status = complain(map, errorText(error));
    }
  }
  return status;
}

async function redactFile(file: FileName, redactor: Redactor, output: Output): Promise<void> {
  let reader: LogReader | undefined;
  for await (const { head, texts } of piecesOf(file)) {
    reader ??= openLog(head);
    const { read } = reader;
    for (const text of texts) {
      forEachLine(text, (line) => {
        output.line(redactor.line(line, read(line)));
      });
    }
    await output.flush();
  }
}

function replacedText({ replaced }: Redactor): string {
  const kinds = replaced.map(({ kind, names, places }) => `${kind} ${names} (${places} places)`);
  return `smtp-lens: replaced: ${kinds.join(', ') || 'nothing'}. Look it over before you share it.`;
}

/** For the owner of the log alone: kind, alias and original, by tabs. */
function mapText({ aliases }: Redactor): string {
  return [...aliases.all()].map(({ kind, alias, original }) => `${kind}\t${alias}\t${original}\n`).join('');
}
