import { expect, test } from 'vitest';
import type { Database } from '../db/open-database.ts';
import type { WriteTurn, Writer } from '../db/writer.ts';
import { Overloaded } from '../db/writer.ts';
import { makeKeptMails } from './kept-mails.ts';

const MAIL = { to: 'a@acem.ac.in', subject: 's', text: 't', usefulUntil: 2, kept: 'whole' } as const;

test('a mail that a busy writer refused to keep doesn’t keep the next from being kept', async () => {
  let isBusy = true;
  const commits: number[] = [];
  const turn = { commit: (statements: readonly unknown[]) => Promise.resolve(void commits.push(statements.length)) }; // prettier-ignore
  const writer: Pick<Writer, 'run'> = {
    run: (work) =>
      isBusy
        ? Promise.reject(new Overloaded('too many writes are waiting'))
        : Promise.resolve().then(() => work(turn as Partial<WriteTurn> as WriteTurn)),
  };
  const kept = makeKeptMails({
    database: {} as Database,
    writer: writer as Writer,
    clock: { now: () => 1 },
    reviveClaim: () => Promise.resolve(null),
  });
  await expect(kept.keep({ id: '1', mail: MAIL })).rejects.toThrow(Overloaded);
  isBusy = false;
  await Promise.all([kept.keep({ id: '2', mail: MAIL }), kept.keep({ id: '3', mail: MAIL })]);
  expect(commits).toEqual([2]);
});
