import { compileCustomFormats } from './custom';
import type { LogFormat } from './format';

let definitions: readonly unknown[] = [];
let formats: readonly LogFormat[] = [];

/**
 * Has logs that are opened from now on be read by these formats before the built-in ones; they replace those before.
 * Returns what is wrong with each definition: the others are used.
 */
export function useOwnFormats(wanted: readonly unknown[]): (readonly string[])[] {
  const compiled = compileCustomFormats(wanted);
  definitions = wanted;
  formats = compiled.flatMap((each) => ('format' in each ? each.format : []));
  return compiled.map((each) => ('problems' in each ? each.problems : []));
}

/** The formats in use, in their order. */
export function ownFormats(): readonly LogFormat[] {
  return formats;
}

/** The definitions in use, the broken ones among them. */
export function ownFormatDefinitions(): readonly unknown[] {
  return definitions;
}
