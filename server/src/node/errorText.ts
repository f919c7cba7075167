import * as l10n from '@vscode/l10n';

/** What went wrong, for a person: the common errors of files, disks and archives in words, others as they come. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  const words = 'code' in error ? wordsOf(String(error.code), error.message) : undefined;
  return words ?? error.message;
}

/** Codes of Node and zlib: `ENOENT: no such file or directory, open '/var/log/mail.log'` names the path twice. */
function wordsOf(code: string, message: string): string | undefined {
  switch (code) {
    case 'ENOENT':
      return l10n.t('there is no such file');
    case 'EACCES':
    case 'EPERM':
      return l10n.t('no permission');
    case 'EISDIR':
      return l10n.t('is a directory');
    case 'ENOSPC':
    case 'EDQUOT':
      return l10n.t('the disk is full');
    case 'EIO':
      return l10n.t('the disk could not read or write it');
    case 'EMFILE':
    case 'ENFILE':
      return l10n.t('too many files are open');
    case 'Z_BUF_ERROR':
      return l10n.t('the archive ends before its end');
    case 'Z_DATA_ERROR':
      return l10n.t('the archive is damaged: {0}', message);
    default:
      return undefined;
  }
}
