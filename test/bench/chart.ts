import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

export interface Point {
  readonly tool: string;
  readonly mebibytes: number;
  readonly seconds: number;
}

/** A picture, as SVG, of how the time grows with the log; both axes are logarithmic. */
export async function growthChart(points: readonly Point[]): Promise<string> {
  const spec: TopLevelSpec = {
    width: 560,
    height: 320,
    background: 'white',
    data: { values: [...points] },
    mark: { type: 'line', point: true },
    encoding: {
      x: { field: 'mebibytes', type: 'quantitative', scale: { type: 'log' }, title: 'log, MiB' },
      y: { field: 'seconds', type: 'quantitative', scale: { type: 'log' }, title: 'seconds' },
      color: { field: 'tool', type: 'nominal', title: null },
    },
  };
  return new View(parse(compile(spec).spec)).toSVG();
}
