import * as vscode from 'vscode';

/** `1,204`, `1.204`: as the person writes it. */
export function number(count: number): string {
  return count.toLocaleString(vscode.env.language);
}

/** Without folders. */
export function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? '';
}
