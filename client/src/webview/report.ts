import { Chart } from 'chart.js';
import type { ReportData, Selection } from '../../../server/src/lsp/protocol';
import { type ChartName, DRAWINGS, type Drawing } from './charts';
import { element } from './dom';
import type { ReportMessage, ReportTexts, ShowReport } from './messages';
import { reportPage } from './page';
import { editorPalette, PRINT_PALETTE } from './palette';
import style from './report.css';

interface Editor {
  readonly postMessage: (message: ReportMessage) => void;
}

declare function acquireVsCodeApi(): Editor;

const editor = acquireVsCodeApi();
let shown: ShowReport | undefined;
let withDeliveries = false;
let charts: Chart[] = [];

const sheet = new CSSStyleSheet();
sheet.replaceSync(style);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

window.addEventListener('message', ({ data }: MessageEvent<ShowReport>) => {
  if (data?.type === 'show') {
    shown = data;
    render();
  }
});
// The editor marks the body with its theme.
new MutationObserver(render).observe(document.body, { attributes: true, attributeFilter: ['class'] });
editor.postMessage({ type: 'ready' });

function render(): void {
  if (shown === undefined) {
    return;
  }
  const { data, texts, locale } = shown;
  const scrolled = window.scrollY;
  for (const chart of charts) {
    chart.destroy();
  }
  charts = [];
  const drawings: (() => void)[] = [];
  const lead = (selection: Selection, title: string) =>
    editor.postMessage({ type: 'lines', selection, title });
  const page = reportPage(data, {
    texts,
    locale,
    lead,
    draw: (name, description) => {
      const { figure, draw } = liveChart(name, description, data, texts, lead);
      drawings.push(draw);
      return figure;
    },
  });
  document.body.replaceChildren(toolbar(data, texts), page);
  // A chart takes its size from the page that it stands in.
  for (const draw of drawings) {
    draw();
  }
  window.scrollTo(0, scrolled);
}

function toolbar(data: ReportData, texts: ReportTexts): HTMLElement {
  const button = (label: string, click: () => void, title = label) => {
    const made = element('button', { title, 'aria-label': title }, label);
    made.addEventListener('click', click);
    return made;
  };
  const save = (form: 'markdown' | 'csv' | 'ndjson', name: string) =>
    button(name, () => editor.postMessage({ type: 'save', form }), `${texts.saveAs} ${name}`);
  return element(
    'nav',
    { class: 'toolbar', 'aria-label': texts.saveAs },
    element('span', {}, texts.saveAs),
    button(
      'HTML',
      () => editor.postMessage({ type: 'saveHtml', html: standalone(data, texts) }),
      `${texts.saveAs} HTML`,
    ),
    save('markdown', 'Markdown'),
    save('csv', 'CSV'),
    save('ndjson', 'NDJSON'),
    button(texts.refresh, () => editor.postMessage({ type: 'refresh' })),
  );
}

function liveChart(
  name: ChartName,
  description: string,
  data: ReportData,
  texts: ReportTexts,
  lead: (selection: Selection, title: string) => void,
): { figure: HTMLElement; draw: () => void } {
  const canvas = element('canvas', { role: 'img', 'aria-label': description });
  const figure = element(
    'figure',
    {},
    element('div', { class: 'chart' }, canvas),
    element('figcaption', {}, description),
    ...(name === 'timeline' ? [deliveriesSwitch(texts)] : []),
  );
  const draw = () => {
    const drawing = DRAWINGS[name](data, { texts, palette: editorPalette(), withDeliveries });
    (canvas.parentElement as HTMLElement).style.height = `${drawing.height}px`;
    const chart = new Chart(canvas, drawing.config);
    canvas.addEventListener('click', (event) => leadFrom(chart, drawing, event, lead));
    charts.push(chart);
  };
  return { figure, draw };
}

function deliveriesSwitch(texts: ReportTexts): HTMLElement {
  const box = element('input', { type: 'checkbox' });
  box.checked = withDeliveries;
  box.addEventListener('change', () => {
    withDeliveries = box.checked;
    render();
  });
  return element('label', {}, box, ` ${texts.showDeliveries}`);
}

function leadFrom(
  chart: Chart,
  { selections, titles }: Drawing,
  event: MouseEvent,
  lead: (selection: Selection, title: string) => void,
): void {
  const [bar] = chart.getElementsAtEventForMode(event, 'nearest', { intersect: true }, true);
  const selection = bar && selections[bar.datasetIndex]?.[bar.index];
  if (selection !== undefined) {
    lead(selection, titles[bar?.index ?? 0] ?? '');
  }
}

/** The report as one file without scripts, which shows itself in any browser. */
function standalone(data: ReportData, texts: ReportTexts): string {
  const page = reportPage(data, {
    texts,
    locale: shown?.locale ?? 'en',
    draw: (name, description) => {
      const drawing = DRAWINGS[name](data, { texts, palette: PRINT_PALETTE, withDeliveries });
      const src = pictureOf(drawing);
      return element(
        'figure',
        {},
        element('img', { src, alt: description }),
        element('figcaption', {}, description),
      );
    },
  });
  const root = element('html', { lang: shown?.locale ?? 'en' });
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  root.append(
    element(
      'head',
      {},
      element('meta', { charset: 'utf-8' }),
      element('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
      element('meta', { name: 'viewport', content: 'width=device-width' }),
      element('title', {}, data.name),
      element('style', {}, style),
    ),
    element('body', {}, page),
  );
  return `<!DOCTYPE html>\n${root.outerHTML}\n`;
}

/** Drawn out of sight, at the width of a printed page. */
function pictureOf({ config, height }: Drawing): string {
  const canvas = element('canvas', { width: String(PICTURE_WIDTH), height: String(height) });
  const chart = new Chart(canvas, {
    ...config,
    options: { ...config.options, responsive: false, devicePixelRatio: 2 },
  });
  const picture = chart.toBase64Image();
  chart.destroy();
  return picture;
}

const PICTURE_WIDTH = 900;
