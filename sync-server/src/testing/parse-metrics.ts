/** Reads Prometheus' text format strictly, as a scraper would (prometheus.io/docs/instrumenting/exposition_formats). */
import { assert } from '@hazri/domain';

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`;
const SAMPLE = new RegExp(
  String.raw`^(${NAME})(\{${LABEL}(?:,${LABEL})*\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$`,
);
const HELP = new RegExp(`^# HELP (${NAME}) .+$`);
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram)$`);

/** @returns values by name with labels @throws at a line that a scraper would refuse */
export function parseMetrics(text: string): ReadonlyMap<string, number> {
  assert(text.endsWith('\n'), 'the last line ends');
  const values = new Map<string, number>();
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, begun] = HELP.exec(line) ?? TYPE.exec(line) ?? [];
    if (begun !== undefined) {
      family = begun;
      continue;
    }
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
    assert(name !== undefined, `a scraper reads "${line}"`);
    assert(name === family || name.replace(/_(bucket|sum|count)$/, '') === family, `${name} is announced`);
    assert(!values.has(name + labels), `${name}${labels} stands once`);
    values.set(name + labels, Number(value));
  }
  return values;
}
