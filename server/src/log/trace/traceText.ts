import { grouped } from '../grouped';
import { REPLACEMENT, withoutControls } from '../withoutControls';
import type { Fate } from './fates';
import type { Step, Story } from './story';
import type { Trace } from './trace';

/** The answer as plain text, for a terminal and for a document that people keep. Nothing in it can be obeyed. */
export function traceText({ stories, total, isCut, logs }: Trace, query: string): string {
  const left = total - stories.length;
  return [
    ...(total === 0 ? [`No message matches ${query} in ${logsWords(logs)}.`, ''] : []),
    ...(total > 1 ? [`${grouped(total)} messages match ${query}.`, ''] : []),
    ...stories.flatMap((story, index) => [
      ...(total > 1 ? [`== ${index + 1} of ${grouped(total)} ==`, ''] : []),
      ...storyLines(story, logs),
      '',
    ]),
    ...(left > 0
      ? [`${grouped(left)} more messages match; ask for one of them, by its queue id or message id.`, '']
      : []),
    ...(isCut ? ['There is more to this than can be held at once: stories may be incomplete.', ''] : []),
  ]
    .map(clean)
    .join('\n')
    .trimEnd();
}

function logsWords(logs: readonly string[]): string {
  return logs.length > 3 ? `the ${logs.length} logs` : logs.join(', ');
}

function storyLines(story: Story, logs: readonly string[]): string[] {
  const { verdict, sender, fates, queueIds, messageIds, steps, gaps, notices } = story;
  return [
    wrapped(verdict),
    '',
    ...(sender === undefined ? [] : [`From      ${sender === '' ? '<>' : sender}`]),
    ...some(fates, MOST_RECIPIENTS, (fate) => `To        ${fateWords(fate)}`),
    ...some(notices, MOST_RECIPIENTS, (fate) => `Notified  ${fateWords(fate)}`),
    ...some(messageIds, MOST_IDS, (id) => `Message   <${id}>`),
    ...(queueIds.length === 0
      ? []
      : [`Queue ids ${queueIds.slice(0, MOST_QUEUE_IDS).join(', ')}${more(queueIds)}`]),
    '',
    'What happened',
    ...some(steps, MOST_STEPS, (step) => stepLines(step, logs).join('\n')),
    ...(gaps.length === 0
      ? []
      : ['', 'What the log does not show', ...gaps.map((gap) => wrapped(`  ${gap}`, '\n  '))]),
  ];
}

const MOST_RECIPIENTS = 50;
const MOST_IDS = 5;
const MOST_QUEUE_IDS = 20;
const MOST_STEPS = 500;

function more(all: readonly unknown[]): string {
  return all.length > MOST_QUEUE_IDS ? ` and ${all.length - MOST_QUEUE_IDS} more` : '';
}

function some<T>(all: readonly T[], most: number, show: (one: T) => string): string[] {
  const left = all.length - most;
  return [...all.slice(0, most).map(show), ...(left > 0 ? [`  … and ${grouped(left)} more`] : [])];
}

function fateWords({ address, original, outcome, attempts, handedOver }: Fate): string {
  const result = attempts.at(-1)?.isDiscarded
    ? 'discarded'
    : (outcome ?? (handedOver === undefined ? 'outcome unknown' : 'handed on within the site'));
  const tries = attempts.length > 1 ? `, ${attempts.length} attempts` : '';
  return `${address}${original === undefined ? '' : ` (for ${original})`}: ${OUTCOMES.get(result) ?? result}${tries}`;
}

const OUTCOMES = new Map<string, string>([
  ['delayed', 'still waiting'],
  ['relayed', 'passed on'],
]);

/** The place of a step ends its first line, as `mail.log:12`, where editors and terminals make it a link. */
function stepLines(
  { log, line, time, queueId, what, reply, meaning, delay }: Step,
  logs: readonly string[],
): string[] {
  const head = [time, queueId].filter((part) => part !== undefined).join('  ');
  return [
    `  ${head}${head === '' ? '' : '  '}${what}  (${placeOf(log, line, logs)})`,
    ...(reply === undefined ? [] : [`      ${shortened(reply)}`]),
    ...(meaning === undefined ? [] : [`      ${meaning}`]),
    ...(delay === undefined ? [] : [`      Took ${delay}.`]),
  ];
}

export function placeOf(log: number, line: number, logs: readonly string[]): string {
  return `${logs[log] ?? '?'}:${line}`;
}

/** Sentences as an editor beside the log shows them whole; a word longer than the line stays in one piece. */
function wrapped(text: string, feed = '\n'): string {
  let column = 0;
  return text.replace(/( *)(\S+)/g, (whole, _blanks, word: string) => {
    const isNext = column > 0 && column + whole.length > COLUMNS;
    column = isNext ? word.length : column + whole.length;
    return isNext ? feed + word : whole;
  });
}

const COLUMNS = 88;

function shortened(text: string): string {
  return text.length > LONGEST_REPLY ? `${text.slice(0, LONGEST_REPLY)}…` : text;
}

const LONGEST_REPLY = 500;

/** The line breaks in here are our own. */
function clean(text: string): string {
  return text
    .split('\n')
    .map((line) => withoutControls(line, REPLACEMENT))
    .join('\n');
}
