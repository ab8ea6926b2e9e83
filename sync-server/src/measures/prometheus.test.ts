import { expect, test } from 'vitest';
import { makeRegistry } from './prometheus.ts';
import { parseMetrics } from '../testing/parse-metrics.ts';

test('counters, histograms and gauges read back as they were counted', () => {
  const registry = makeRegistry();
  const asked = registry.counter('asked_total', 'Asked.');
  asked.add({ route: '/a/:id', status: 200 });
  asked.add({ route: '/a/:id', status: 200 }, 2);
  asked.add({ route: 'odd "\\\n' });
  const took = registry.histogram('took_seconds', 'Took.', [0.1, 1]);
  for (const value of [0.05, 0.1, 0.5, 7]) took.observe(value);
  let queue = 3;
  registry.gauge('queue', 'Waits.', () => queue, { of: 'writes' });
  const read = () => parseMetrics(registry.text());
  expect(read().get('asked_total{route="/a/:id",status="200"}')).toBe(3);
  expect(read().get('asked_total{route="odd \\"\\\\\\n"}')).toBe(1);
  expect(read().get('took_seconds_bucket{le="0.1"}')).toBe(2);
  expect(read().get('took_seconds_bucket{le="1"}')).toBe(3);
  expect(read().get('took_seconds_bucket{le="+Inf"}')).toBe(4);
  expect(read().get('took_seconds_count')).toBe(4);
  expect(read().get('took_seconds_sum')).toBeCloseTo(7.65);
  expect(read().get('queue{of="writes"}')).toBe(3);
  queue = 0;
  expect(read().get('queue{of="writes"}')).toBe(0);
});

test('whoever makes up names doesn’t fill the memory', () => {
  const registry = makeRegistry();
  const asked = registry.counter('asked_total', 'Asked.');
  for (let count = 0; count < 2_500; count += 1) asked.add({ route: count });
  expect(parseMetrics(registry.text()).size).toBe(2_001);
  expect(parseMetrics(registry.text()).get('asked_total{overflow="true"}')).toBe(500);
});
