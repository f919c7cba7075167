import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
import { version } from '../../../package.json';
import { errorText } from './errorText';
import { explainText } from './explainCommand';
import { followFailures } from './followCommand';
import { failures, replies } from './listCommands';
import { Output } from './output';
import { useOwnFiles } from './ownFiles';
import { redactFiles } from './redactCommand';
import { reportFiles } from './reportCommand';
import { answerScans } from './scanWorker';
import { summary } from './summaryCommand';
import { traceFiles } from './traceCommand';

const USAGE = `Usage: smtp-lens COMMAND …

  replies FILE…        every SMTP reply in the logs, one JSON object a line
  failures FILE…       every line that records a failure, one JSON object a line
      --follow, -f       and those to come, through rotation too
  summary FILE…        lines, outcomes, top reasons, domains and relays, by the hour
      --json             as one JSON value
      --threads N        read in N threads beside the main one; 0 for none
  report FILE…         what went wrong, since when and with whom, as Markdown
      --csv, --ndjson    its numbers instead, for spreadsheets and scripts
      --threads N        as above
  explain TEXT         what a reply or a code means
      --relay HOST       the host that said it
      --command VERB     the SMTP command it answered
      --json             as one JSON value
  trace QUERY FILE…    what became of the messages with a queue id, message id or address
      --siblings         also in the files that rotation made of each FILE
      --json             as one JSON value
  redact FILE…         the logs with aliases for addresses, hosts, IPs and ids, to be shared
      --map FILE         write who is who to FILE, for you alone
  serve --stdio        the language server, for any editor

All but serve take
      --formats FILE     log formats of your own, as in smtp-lens.formats.json
      --rules FILE       what replies mean at your place, as in smtp-lens.rules.json

FILE is a path or - for standard input; .gz, .br and .zst are read through.
Exit status: 0 done, 1 something could not be read, 2 wrong usage.
`;

/** A command's own way to say that it was called wrongly. */
class UsageError extends Error {}

async function main(args: readonly string[]): Promise<number> {
  const output = new Output(process.stdout);
  const { values, positionals } = parse(args);
  if (values.version) {
    output.line(version);
  } else if (values.help) {
    output.line(USAGE.trimEnd());
  } else {
    const status = await useOwnFiles(values.rules ?? [], values.formats ?? []);
    return Math.max(status, await runCommand(positionals, values, output));
  }
  await output.flush();
  return 0;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        relay: { type: 'string' },
        command: { type: 'string' },
        json: { type: 'boolean' },
        threads: { type: 'string' },
        csv: { type: 'boolean' },
        ndjson: { type: 'boolean' },
        siblings: { type: 'boolean' },
        follow: { type: 'boolean', short: 'f' },
        map: { type: 'string' },
        formats: { type: 'string', multiple: true },
        rules: { type: 'string', multiple: true },
        stdio: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function runCommand(
  [command, ...operands]: string[],
  values: ReturnType<typeof parse>['values'],
  output: Output,
): Promise<number> {
  switch (command) {
    case 'replies':
      return replies(filesIn(operands), output);
    case 'failures':
      return values.follow
        ? followFailures(filesIn(operands), output, nextLook)
        : failures(filesIn(operands), output);
    case 'summary':
      return summary(filesIn(operands), { json: values.json, threads: threadsIn(values.threads) }, output);
    case 'report': {
      const form = values.csv ? 'csv' : values.ndjson ? 'ndjson' : 'markdown';
      return reportFiles(filesIn(operands), { form, threads: threadsIn(values.threads) }, output);
    }
    case 'explain': {
      const [text, ...more] = operands;
      if (text === undefined || more.length > 0) {
        throw new UsageError('explain takes one TEXT; put it in quotes');
      }
      output.line(explainText(text, values));
      await output.flush();
      return 0;
    }
    case 'trace': {
      const [query, ...files] = operands;
      if (query === undefined || query.trim() === '') {
        throw new UsageError('trace takes a QUERY and its FILEs');
      }
      return traceFiles(query, filesIn(files), values, output);
    }
    case 'redact':
      return redactFiles(filesIn(operands), values, output);
    case 'serve': {
      if (!values.stdio) {
        throw new UsageError('serve needs --stdio');
      }
      const { serveStdio } = await import('./serveStdio');
      return serveStdio();
    }
    case undefined:
      throw new UsageError('no command given');
    default:
      throw new UsageError(`unknown command: ${command}`);
  }
}

function filesIn(operands: readonly string[]): readonly string[] {
  if (operands.length === 0) {
    throw new UsageError('no FILE given');
  }
  return operands;
}

function threadsIn(value: string | undefined): number | undefined {
  if (value !== undefined && !/^\d{1,2}$/.test(value)) {
    throw new UsageError('--threads takes a number from 0 to 99');
  }
  return value === undefined ? undefined : Number(value);
}

async function nextLook(): Promise<boolean> {
  await setTimeout(LOOK_EVERY_MS);
  return true;
}

const LOOK_EVERY_MS = 1000;

if (isMainThread) {
  // Nearly nothing outlives a line: several threads that clear the young memory only wait for each other.
  setFlagsFromString('--no-parallel-scavenge');
  main(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  }, endWith);
} else {
  answerScans();
}

function endWith(error: unknown): void {
  if (error instanceof UsageError) {
    process.stderr.write(`smtp-lens: ${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
  } else if (!isClosedPipe(error)) {
    process.stderr.write(`smtp-lens: ${errorText(error)}\n`);
    process.exitCode = 1;
  }
}

/** `smtp-lens replies mail.log | head`: the reader has seen enough, that is no failure. */
function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
