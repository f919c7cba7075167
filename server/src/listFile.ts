import {
  findNodeAtLocation,
  getNodeValue,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';

/** What is wrong with a file that a person wrote, and where. */
export interface FileProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface ListEntry {
  readonly value: unknown;
  /** Where it begins, from 1. */
  readonly line: number;
}

export type ListFile = { readonly entries: readonly ListEntry[] } | { readonly problem: FileProblem };

/** Reads a JSON file that holds one list by its name: `{ "rules": [ … ] }`. It may have comments. */
export function readListFile(text: string, name: string): ListFile {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors);
  const [first] = errors;
  if (first !== undefined) {
    const what = printParseErrorCode(first.error).replace(/\B[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    return { problem: { line: lineAt(text, first.offset), message: `This is not JSON: ${what}.` } };
  }
  const list = root && findNodeAtLocation(root, [name]);
  if (list?.type !== 'array') {
    return { problem: { line: 1, message: `The file must hold an object with a list called "${name}".` } };
  }
  return {
    entries: (list.children ?? []).map((node) => ({
      value: getNodeValue(node),
      line: lineAt(text, node.offset),
    })),
  };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
