import type { Story } from '../log/trace/story';
import type { Trace } from '../log/trace/trace';
import { traceText } from '../log/trace/traceText';

/** How many messages a list shows, and how many of them a document tells whole. */
export const MOST_LISTED = 2000;
const MOST_TOLD = 20;

/** A trace as an editor shows it. `uris` are those of the trace's logs, in their order. */
export function traceAnswer(answer: Trace, query: string, uris: readonly string[]) {
  const { stories, total, logs } = answer;
  const placesOf = ({ steps }: Story) =>
    steps.map(({ log, line }) => ({ uri: uris[log] ?? '', line: line - 1 }));
  const [first] = stories;
  return {
    text: traceText({ ...answer, stories: stories.slice(0, MOST_TOLD) }, query),
    total,
    messages: stories.map((story) => ({
      verdict: story.verdict,
      sender: story.sender ?? '',
      recipients: story.fates.map(({ address }) => address),
      queueIds: story.queueIds,
      place: placesOf(story)[0] ?? { uri: '', line: 0 },
    })),
    places: first === undefined ? [] : placesOf(first),
    logs: logs.map((name, index) => ({ name, uri: uris[index] ?? '' })),
  };
}
