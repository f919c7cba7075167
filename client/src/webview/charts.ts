import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartConfiguration,
  type ChartDataset,
  Legend,
  LinearScale,
  Tooltip,
} from 'chart.js';
import { clockText, type ReportData, type Selection } from '../../../server/src/lsp/protocol';
import type { ReportTexts } from './messages';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Legend, Tooltip);

export type ChartName = 'timeline' | 'reasons' | 'delays';

/** The colours of a theme. */
export interface Palette {
  readonly text: string;
  readonly grid: string;
  readonly delivered: string;
  readonly temporary: string;
  readonly permanent: string;
}

/** A chart's bars, and what each of them counts. */
export interface Drawing {
  readonly config: ChartConfiguration<'bar'>;
  readonly selections: readonly (readonly (Selection | undefined)[])[];
  readonly titles: readonly string[];
  /** Of the drawing in CSS pixels. */
  readonly height: number;
}

export interface DrawingOptions {
  readonly texts: ReportTexts;
  readonly palette: Palette;
  readonly withDeliveries: boolean;
}

export const DRAWINGS: Readonly<Record<ChartName, (data: ReportData, options: DrawingOptions) => Drawing>> = {
  timeline: timelineDrawing,
  reasons: reasonsDrawing,
  delays: delaysDrawing,
};

function timelineDrawing(
  { timeline }: ReportData,
  { texts, palette, withDeliveries }: DrawingOptions,
): Drawing {
  const { start, width, delivered, temporary, permanent } = timeline ?? EMPTY;
  const stretches = permanent.map((_, index) => ({
    from: start + index * width,
    to: start + (index + 1) * width,
  }));
  const select = (severity: Selection['severity']) => stretches.map((stretch) => ({ ...stretch, severity }));
  const titles = stretches.map(({ from }) => clockText(from));
  const sets = [
    { data: bars(texts.permanent, permanent, palette.permanent), selections: select('permanent') },
    { data: hollow(texts.temporary, temporary, palette.temporary), selections: select('temporary') },
    ...(withDeliveries
      ? [{ data: bars(texts.delivered, delivered, palette.delivered), selections: select('none') }]
      : []),
  ];
  return drawing(titles, sets, palette, 'x', 260);
}

const EMPTY = { start: 0, width: 1, delivered: [], temporary: [], permanent: [] };

function reasonsDrawing({ reasons }: ReportData, { texts, palette }: DrawingOptions): Drawing {
  const rows = reasons.rows.slice(0, MOST_BARS);
  const select = (severity: Selection['severity']) =>
    rows.map(({ selection }) => ({ ...selection, severity }));
  const sets = [
    {
      data: bars(
        texts.permanent,
        rows.map(({ permanent }) => permanent),
        palette.permanent,
      ),
      selections: select('permanent'),
    },
    {
      data: hollow(
        texts.temporary,
        rows.map(({ temporary }) => temporary),
        palette.temporary,
      ),
      selections: select('temporary'),
    },
  ];
  const titles = rows.map(({ name }) => name);
  return drawing(titles, sets, palette, 'y', 60 + 26 * rows.length);
}

const MOST_BARS = 10;

function delaysDrawing({ delays }: ReportData, { texts, palette }: DrawingOptions): Drawing {
  const data = bars(
    texts.deliveries,
    delays.map(({ count }) => count),
    palette.delivered,
  );
  const selections = delays.map(({ selection }) => selection);
  return drawing(
    delays.map(({ title }) => title),
    [{ data, selections }],
    palette,
    'x',
    200,
  );
}

function bars(label: string, data: readonly number[], color: string): ChartDataset<'bar'> {
  return { label, data: [...data], backgroundColor: color, borderColor: color, borderWidth: 1, ...BAR };
}

const BAR = { maxBarThickness: 60 };

/** Told from the solid ones without colours too. */
function hollow(label: string, data: readonly number[], color: string): ChartDataset<'bar'> {
  return {
    label,
    data: [...data],
    backgroundColor: 'transparent',
    borderColor: color,
    borderWidth: 1.5,
    ...BAR,
  };
}

interface DataSet {
  readonly data: ChartDataset<'bar'>;
  readonly selections: readonly Selection[];
}

function drawing(
  titles: readonly string[],
  sets: readonly DataSet[],
  { text, grid }: Palette,
  indexAxis: 'x' | 'y',
  height: number,
): Drawing {
  const axis = {
    stacked: true,
    ticks: { color: text, precision: 0 },
    grid: { color: grid },
    border: { color: grid },
  };
  const names = {
    ...axis,
    grid: { display: false },
    ticks: { color: text, autoSkip: indexAxis === 'x', maxRotation: 0 },
  };
  return {
    titles,
    selections: sets.map(({ selections }) => selections),
    height,
    config: {
      type: 'bar',
      data: { labels: [...titles], datasets: sets.map(({ data }) => data) },
      options: {
        animation: false,
        maintainAspectRatio: false,
        indexAxis,
        scales: indexAxis === 'x' ? { x: names, y: axis } : { x: axis, y: names },
        plugins: {
          legend: { display: sets.length > 1, labels: { color: text, boxWidth: 12 } },
          tooltip: { animation: false },
        },
      },
    },
  };
}
