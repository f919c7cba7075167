import { DiagnosticSeverity } from 'vscode-languageserver-types';

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
  readonly formats: readonly unknown[];
}

export const DEFAULTS: Settings = {
  permanent: DiagnosticSeverity.Error,
  temporary: undefined,
  reasons: new Map(),
  codeLens: true,
  format: undefined,
  formats: [],
};

/** Reads what a client sends for the section `smtpLens`; whatever is missing or odd becomes the default. */
export function readSettings(section: unknown): Settings {
  const diagnostics = field(section, 'diagnostics');
  const format = field(section, 'format');
  const formats: unknown = field(section, 'formats');
  return {
    permanent: readSeverity(field(diagnostics, 'permanent'), DEFAULTS.permanent),
    temporary: readSeverity(field(diagnostics, 'temporary'), DEFAULTS.temporary),
    reasons: readReasons(field(diagnostics, 'reasons')),
    codeLens: field(field(section, 'codeLens'), 'enabled') !== false,
    format: typeof format === 'string' && format !== 'auto' ? format : undefined,
    formats: Array.isArray(formats) ? formats : [],
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
