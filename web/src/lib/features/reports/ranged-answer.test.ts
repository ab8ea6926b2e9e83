import { expect, test } from 'vitest';
import type { Asked } from '../../api/call.ts';
import { RangedAnswer } from './ranged-answer.svelte.ts';
import { WHOLE_TERM, type ReportRange } from './report-range.ts';

const MARCH: ReportRange = { from: '2028-03-01', until: '2028-03-31' };

/** Answers are given by hand, in any order. */
function openAnswers() {
  const asked: ((answer: Asked<string>) => void)[] = [];
  const answer = new RangedAnswer<string>(
    () => new Promise((give) => asked.push(give)),
    () => 7,
  );
  return { asked, answer };
}

test('the range that was chosen last is the one that is shown, whichever answer comes first', async () => {
  const { asked, answer } = openAnswers();
  const first = answer.ask(WHOLE_TERM);
  const second = answer.ask(MARCH);
  asked[1]?.({ ok: true, value: 'march' });
  await second;
  asked[0]?.({ ok: true, value: 'term' });
  await first;
  expect(answer.answered).toEqual({ value: 'march', range: MARCH, at: 7 });
  expect(answer.asking).toBe(false);
});

test('without a network the trouble is told and the last answer stays with its range', async () => {
  const { asked, answer } = openAnswers();
  const first = answer.ask(MARCH);
  asked[0]?.({ ok: true, value: 'march' });
  await first;
  const second = answer.ask(WHOLE_TERM);
  expect(answer.asking).toBe(true);
  asked[1]?.({ ok: false, trouble: { kind: 'offline' } });
  await second;
  expect(answer.trouble).toEqual({ kind: 'offline' });
  expect(answer.answered?.range).toEqual(MARCH);
});
