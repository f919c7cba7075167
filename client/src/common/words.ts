import * as vscode from 'vscode';

/** `1,204`, `1.204`: as the person writes it. */
export function number(count: number): string {
  return count.toLocaleString(vscode.env.language);
}

/** The path of a document of our own with this title, which its ending makes one of our language. */
export function logPath(title: string): string {
  return `/${title.replaceAll('/', '_').replace(/\.maillog$/, '')}.maillog`;
}

/** Without folders. */
export function nameOf(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? '';
}
