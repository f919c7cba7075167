import { countOwn, type Tally } from '../../log/tally';
import { kernel, sizeOf, textOfRun } from './kernel';

/** Hands what the kernel counted of each name to the tallies; the names may be given other numbers then. */
export function flushNames(table: 'domains' | 'relays', all: Tally, failed: Tally): void {
  const { numbers, at } = kernel();
  let place = at[table === 'domains' ? 'domainCounts' : 'relayCounts'].value >> 2;
  for (let number = 0; number < sizeOf(kernel(), table); number++) {
    const [attempts, failures] = [numbers[place] as number, numbers[place + 1] as number];
    place += 2;
    if (attempts > 0) {
      const name = textOfRun(kernel(), table, number);
      countOwn(all, name, attempts);
      if (failures > 0) {
        countOwn(failed, name, failures);
      }
    }
  }
}
