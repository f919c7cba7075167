import { errorText } from './errorText';

export interface Answered<Item, Answer> {
  readonly item: Item;
  readonly answer: Answer | undefined;
  /** Why there is no answer. */
  readonly error: string | undefined;
}

/**
 * Runs a job for each item, at most `room` at once and not yet taken, and gives their answers in the order of the
 * items. Ends when the signal is aborted, whatever is still under way.
 */
export async function* inOrder<Item, Answer>(
  items: AsyncIterator<Item>,
  room: number,
  run: (item: Item) => Promise<Answer>,
  signal?: AbortSignal,
): AsyncGenerator<Answered<Item, Answer>> {
  const aborted = whenAborted(signal);
  const queue: Promise<Answered<Item, Answer>>[] = [];
  let next: Promise<IteratorResult<Item>> | undefined;
  let isDone = false;
  while (!isDone || queue.length > 0) {
    if (!isDone && queue.length < room) {
      next ??= items.next();
    }
    // Names alone: what is raced against a promise that stays open is kept in memory until the end.
    const waitsFor: Promise<Event>[] = [aborted.promise];
    if (queue[0] !== undefined) {
      waitsFor.push(queue[0].then(() => 'answer'));
    }
    if (next !== undefined) {
      waitsFor.push(next.then(() => 'item'));
    }
    const event = await Promise.race(waitsFor);
    if (event === 'answer') {
      yield await (queue.shift() as Promise<Answered<Item, Answer>>);
    } else if (event === 'item') {
      const { done, value } = await (next as Promise<IteratorResult<Item>>);
      next = undefined;
      if (done) {
        isDone = true;
      } else {
        queue.push(answer(value, run));
      }
    } else {
      break;
    }
  }
  aborted.forget();
}

type Event = 'answer' | 'item' | 'aborted';

async function answer<Item, Answer>(
  item: Item,
  run: (item: Item) => Promise<Answer>,
): Promise<Answered<Item, Answer>> {
  try {
    return { item, answer: await run(item), error: undefined };
  } catch (error) {
    return { item, answer: undefined, error: errorText(error) };
  }
}

function whenAborted(signal: AbortSignal | undefined): {
  promise: Promise<Event>;
  forget: () => void;
} {
  let listener: () => void = () => undefined;
  const promise = new Promise<Event>((resolve) => {
    listener = () => resolve('aborted');
    if (signal?.aborted) {
      listener();
    }
    signal?.addEventListener('abort', listener);
  });
  return { promise, forget: () => signal?.removeEventListener('abort', listener) };
}
