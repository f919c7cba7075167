import { DiagnosticSeverity } from 'vscode-languageserver-types';
import { compileCustomFormats } from '../formats/custom';
import type { LogFormat } from '../formats/format';

/** The settings as the server uses them; the manifest documents them. */
export interface Settings {
  readonly permanent: DiagnosticSeverity | undefined;
  readonly temporary: DiagnosticSeverity | undefined;
  /** For failures of a reason, by its id: overrides the two above; `undefined` hides them. */
  readonly reasons: ReadonlyMap<string, DiagnosticSeverity | undefined>;
  readonly codeLens: boolean;
  /** The id of the format to read all logs as; `undefined` to recognise it. */
  readonly format: string | undefined;
  /** `smtpLens.formats` as it is written. */
  readonly definitions: readonly unknown[];
  /** The formats that people defined. */
  readonly custom: readonly LogFormat[];
  /** What is wrong with the others, in the settings' own terms. */
  readonly problems: readonly string[];
}

export const DEFAULTS: Settings = {
  permanent: DiagnosticSeverity.Error,
  temporary: undefined,
  reasons: new Map(),
  codeLens: true,
  format: undefined,
  definitions: [],
  custom: [],
  problems: [],
};

/** Reads what a client sends for the section `smtpLens`; whatever is missing or odd becomes the default. */
export function readSettings(section: unknown): Settings {
  const diagnostics = field(section, 'diagnostics');
  const format = field(section, 'format');
  return {
    permanent: readSeverity(field(diagnostics, 'permanent'), DEFAULTS.permanent),
    temporary: readSeverity(field(diagnostics, 'temporary'), DEFAULTS.temporary),
    reasons: readReasons(field(diagnostics, 'reasons')),
    codeLens: field(field(section, 'codeLens'), 'enabled') !== false,
    format: typeof format === 'string' && format !== 'auto' ? format : undefined,
    ...readFormats(field(section, 'formats')),
  };
}

/** Compiles `smtpLens.formats`; a bad definition is reported and the others work. */
function readFormats(value: unknown): Pick<Settings, 'definitions' | 'custom' | 'problems'> {
  const definitions: readonly unknown[] = Array.isArray(value) ? value : [];
  const compiled = compileCustomFormats(definitions);
  return {
    definitions,
    custom: compiled.flatMap((each) => ('format' in each ? each.format : [])),
    problems: compiled.flatMap((each, index) =>
      'format' in each ? [] : each.problems.map((problem) => `smtpLens.formats[${index}]: ${problem}`),
    ),
  };
}

function readReasons(value: unknown): Settings['reasons'] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return new Map(
    entries.flatMap(([reason, severity]) => {
      const read = readSeverity(severity, NOT_A_SEVERITY);
      return read === NOT_A_SEVERITY ? [] : [[reason, read] as const];
    }),
  );
}

const NOT_A_SEVERITY = DiagnosticSeverity.Hint;

function readSeverity(
  value: unknown,
  fallback: DiagnosticSeverity | undefined,
): DiagnosticSeverity | undefined {
  switch (value) {
    case 'error':
      return DiagnosticSeverity.Error;
    case 'warning':
      return DiagnosticSeverity.Warning;
    case 'information':
      return DiagnosticSeverity.Information;
    case 'off':
      return undefined;
    default:
      return fallback;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
