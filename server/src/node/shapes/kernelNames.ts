import { providerHostsIn } from '../../log/reasonCache';
import { countOwn, type Tally } from '../../log/tally';
import { countingKernel, sizeOf, textOfRun } from './countingKernel';

type Table = 'domains' | 'relays';

/** What is known of the names in the kernel's tables, by their numbers. */
const texts: Record<Table, string[]> = { domains: [], relays: [] };
const hosts: string[] = [];

/** The hosts of providers in the name of a relay, see `providerHostsIn`. */
export function hostsOfRelay(number: number): string {
  hosts[number] ??= providerHostsIn(textOf('relays', number));
  return hosts[number] as string;
}

function textOf(table: Table, number: number): string {
  const known = texts[table];
  known[number] ??= textOfRun(countingKernel(), table, number);
  return known[number] as string;
}

/** Hands what the kernel counted of each name to the tallies. */
export function flushNames(table: Table, all: Tally, failed: Tally): void {
  const { numbers, at } = countingKernel();
  const counts = at[table === 'domains' ? 'domainCounts' : 'relayCounts'].value >> 2;
  const size = sizeOf(countingKernel(), table);
  for (let number = 0; number < size; number++) {
    const attempts = numbers[counts + 2 * number] as number;
    const failures = numbers[counts + 2 * number + 1] as number;
    if (attempts > 0) {
      countOwn(all, textOf(table, number), attempts);
    }
    if (failures > 0) {
      countOwn(failed, textOf(table, number), failures);
    }
  }
  numbers.fill(0, counts, counts + 2 * size);
}

/** Makes room for other names, which get the numbers of these. */
export function forgetNames(): void {
  countingKernel().clearNames();
  texts.domains.length = 0;
  texts.relays.length = 0;
  hosts.length = 0;
}
