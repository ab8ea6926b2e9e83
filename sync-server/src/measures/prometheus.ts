/** Counters, histograms and gauges in Prometheus' text format (version 0.0.4). */

type Labels = Readonly<Record<string, string | number>>;

export interface Counter {
  readonly add: (labels?: Labels, by?: number) => void;
}

export interface Histogram {
  readonly observe: (value: number) => void;
}

export interface Registry {
  readonly counter: (name: string, help: string) => Counter;
  /** @param bounds upper bounds of its buckets, ascending, without infinity */
  readonly histogram: (name: string, help: string, bounds: readonly number[]) => Histogram;
  /** Read when it is asked for. */
  readonly gauge: (name: string, help: string, read: () => number, labels?: Labels, type?: 'counter') => void;
  readonly text: () => string;
}

/** Label sets of one counter: whoever names more of them is counted under none of its own. */
const MAX_SERIES = 2_000;

export function makeRegistry(): Registry {
  const families: (() => readonly string[])[] = [];
  const family = (name: string, help: string, type: string, lines: () => readonly string[]) =>
    families.push(() => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines()]);

  return {
    counter: (name, help) => {
      const series = new Map<string, number>();
      family(name, help, 'counter', () => [...series].map(([labels, value]) => `${name}${labels} ${value}`));
      return {
        add: (labels = {}, by = 1) => {
          const known = textOf(labels);
          const key = series.has(known) || series.size < MAX_SERIES ? known : '{overflow="true"}';
          series.set(key, (series.get(key) ?? 0) + by);
        },
      };
    },
    histogram: (name, help, bounds) => {
      const counts = bounds.map(() => 0);
      let sum = 0;
      let count = 0;
      family(name, help, 'histogram', () => [
        ...bounds.map((bound, at) => `${name}_bucket{le="${bound}"} ${counts[at] ?? 0}`),
        `${name}_bucket{le="+Inf"} ${count}`,
        `${name}_sum ${sum}`,
        `${name}_count ${count}`,
      ]);
      return {
        observe: (value) => {
          sum += value;
          count += 1;
          // Each bucket holds all below its bound.
          for (const [at, bound] of bounds.entries()) if (value <= bound) counts[at] = (counts[at] ?? 0) + 1;
        },
      };
    },
    gauge: (name, help, read, labels = {}, type) => {
      family(name, help, type ?? 'gauge', () => [`${name}${textOf(labels)} ${read()}`]);
    },
    text: () => `${families.flatMap((lines) => lines()).join('\n')}\n`,
  };
}

function textOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(text: string): string {
  // Asked of every request, and hardly ever anything to do.
  if (!/[\\"\n]/.test(text)) return text;
  return text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`);
}
