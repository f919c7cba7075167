import type { Palette } from './charts';

/** The colours of the editor's theme, whatever it is. */
export function editorPalette(): Palette {
  const style = getComputedStyle(document.body);
  const color = (name: string, otherwise: string) => style.getPropertyValue(name).trim() || otherwise;
  return {
    text: color('--vscode-foreground', '#888888'),
    grid: 'rgba(128, 128, 128, 0.3)',
    delivered: color('--vscode-charts-green', '#388a34'),
    temporary: color('--vscode-charts-yellow', '#b26a00'),
    permanent: color('--vscode-charts-red', '#e51400'),
  };
}

/** Dark on white. */
export const PRINT_PALETTE: Palette = {
  text: '#222222',
  grid: '#dddddd',
  delivered: '#2e7d32',
  temporary: '#b26a00',
  permanent: '#c62828',
};
