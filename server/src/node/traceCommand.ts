import type { Fate } from '../log/trace/fates';
import type { Query } from '../log/trace/query';
import type { Step, Story } from '../log/trace/story';
import { type Trace, trace } from '../log/trace/trace';
import { traceText } from '../log/trace/traceText';
import { errorText } from './errorText';
import { changeOf, type FileName } from './files';
import { complain } from './listCommands';
import type { Output } from './output';
import { missingOf, siblingsOf } from './rotation';
import { inTimeOrder, type LogFile, openLogFile } from './traceLogs';

export interface TraceFilesOptions {
  readonly json?: boolean | undefined;
  /** Also the files that rotation made of those named. */
  readonly siblings?: boolean | undefined;
}

/** Writes the stories of the messages that match. Resolves to the exit status. */
export async function traceFiles(
  query: string,
  files: readonly FileName[],
  { json = false, siblings = false }: TraceFilesOptions,
  output: Output,
): Promise<number> {
  const all = siblings ? await withSiblings(files) : files;
  const { logs, status } = await openAll(all);
  const answer = await traceIn(logs, { kind: 'text', text: query }, json ? MOST_IN_JSON : MOST_SHOWN);
  output.line(json ? JSON.stringify(jsonOf(query, answer, files)) : traceText(answer, query));
  await output.flush();
  return status;
}

const MOST_SHOWN = 20;
const MOST_IN_JSON = 1000;

/** Oldest first, with the gaps that only the files' names tell. */
export async function traceIn(logs: readonly LogFile[], query: Query, most: number): Promise<Trace> {
  const ordered = inTimeOrder(logs);
  const answer = await trace(ordered, query, { most, reference: await latestChange(ordered) });
  const missing = missingOf(logs.map(({ file }) => file));
  const gap = `Among the logs read, ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`;
  return missing.length === 0
    ? answer
    : { ...answer, stories: answer.stories.map((story) => ({ ...story, gaps: [...story.gaps, gap] })) };
}

async function withSiblings(files: readonly FileName[]): Promise<FileName[]> {
  const found = await Promise.all(
    files.map((file) => (file === '-' ? [file] : siblingsOf(file).catch(() => [file]))),
  );
  return [...new Set([...files, ...found.flat()])];
}

export async function openAll(files: readonly FileName[]): Promise<{ logs: LogFile[]; status: number }> {
  const logs: LogFile[] = [];
  let status = 0;
  for (const file of files) {
    try {
      logs.push(await openLogFile(file, await changeOf(file)));
    } catch (error) {
      status = complain(file, errorText(error));
    }
  }
  return { logs, status };
}

async function latestChange(logs: readonly LogFile[]): Promise<number> {
  const times = await Promise.all(logs.map(({ file }) => changeOf(file)));
  return Math.max(...times, 0) || Date.now();
}

/** The value that scripts rely on. */
function jsonOf(query: string, { stories, total, isCut, logs }: Trace, files: readonly FileName[]) {
  return {
    query,
    files,
    total,
    shown: stories.length,
    complete: !isCut,
    messages: stories.map((story) => messageOf(story, logs)),
  };
}

function messageOf(story: Story, logs: readonly string[]) {
  const { verdict, outcome, queueIds, messageIds, sender, fates, notices, steps, gaps } = story;
  const file = ({ log }: { readonly log: number }) => logs[log] ?? null;
  return {
    verdict,
    outcome: outcome ?? null,
    queueIds,
    messageIds,
    sender: sender ?? null,
    recipients: [...new Set(fates.map(({ address, original }) => original ?? address))],
    deliveries: fates.map(deliveryOf),
    notifications: notices.map(deliveryOf),
    lines: steps.map((step) => ({ file: file(step), line: step.line })),
    steps: steps.map((step: Step) => ({
      file: file(step),
      line: step.line,
      time: step.time ?? null,
      queueId: step.queueId ?? null,
      what: step.what,
      reply: step.reply ?? null,
      meaning: step.meaning ?? null,
      delay: step.delay ?? null,
    })),
    gaps,
  };
}

function deliveryOf({ address, original, outcome, attempts }: Fate) {
  const last = attempts.at(-1);
  return {
    recipient: address,
    original: original ?? null,
    outcome: outcome ?? null,
    attempts: attempts.length,
    relay: last?.relay ?? null,
    reply: last?.reply ?? null,
    reason: last?.reason ?? null,
  };
}
