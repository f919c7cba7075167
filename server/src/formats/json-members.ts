import { skipBlanks, stringAt } from './json';

/**
 * Told of each plain value in a JSON text, in the order of the text: the name of its member, the name of the member
 * that holds its object (`''` at the top), and where it stands; a string without its quotes, escapes as written.
 * The elements of an array bear the array's name.
 */
export type VisitMember = (name: string, parent: string, start: number, end: number) => void;

/** Walks through the JSON text at `start` to its end, or as far as it goes where it is cut or broken. */
export function visitMembers(line: string, start: number, visit: VisitMember): void {
  const holders: string[] = [];
  let name = '';
  let at = start;
  while (at < line.length) {
    const unit = line.charCodeAt(at);
    if (unit === QUOTE) {
      const { end } = stringAt(line, at);
      const next = skipBlanks(line, end + 1);
      if (line.charCodeAt(next) === COLON) {
        name = line.slice(at + 1, end);
        at = next + 1;
        continue;
      }
      visit(name, holders.at(-1) ?? '', at + 1, end);
      at = end + 1;
    } else if (unit === OPEN_OBJECT || unit === OPEN_ARRAY) {
      if (holders.push(name) > DEEPEST) {
        return;
      }
      at++;
    } else if (unit === CLOSE_OBJECT || unit === CLOSE_ARRAY) {
      name = holders.pop() ?? '';
      if (holders.length === 0) {
        return;
      }
      at++;
    } else if (unit <= 0x20 || unit === COMMA || unit === COLON) {
      at++;
    } else {
      const end = scalarEnd(line, at);
      visit(name, holders.at(-1) ?? '', at, end);
      at = end;
    }
  }
}

function scalarEnd(line: string, start: number): number {
  let at = start + 1;
  while (at < line.length) {
    const unit = line.charCodeAt(at);
    if (unit === COMMA || unit === CLOSE_OBJECT || unit === CLOSE_ARRAY || unit <= 0x20) {
      return at;
    }
    at++;
  }
  return at;
}

const DEEPEST = 32;
const [QUOTE, COMMA, COLON] = [0x22, 0x2c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];
