import { expect, test } from 'vitest';
import type { Fact, FactId, UserId } from '@hazri/domain';
import type { RowOf } from '@hazri/sync-protocol';
import { CLASS_ID, factId, NOW, sessionRow, STUDENT_ID, testId } from '../live/testing/rows.ts';
import { requestsView } from './requests-view.ts';

const session = sessionRow();
const staff = testId<'user'>();

function row(over: Partial<RowOf<'request'>> = {}): RowOf<'request'> {
  return {
    type: 'request',
    rev: 1,
    id: factId(),
    kind: 'excuse',
    classId: CLASS_ID,
    studentId: STUDENT_ID,
    sessionId: null,
    from: NOW,
    until: NOW + 1,
    reason: 'a wedding',
    receivedAt: NOW,
    decision: null,
    note: null,
    stamp: null,
    student: null,
    ...over,
  };
}

function fact<Kind extends Fact['kind']>(kind: Kind, body: Extract<Fact, { kind: Kind }>['body']): Fact {
  return { id: factId(), kind, v: 1, madeAt: NOW, hlc: [NOW, 0], body } as Fact;
}

const view = (rows: readonly RowOf<'request'>[], pending: readonly Fact[], me: UserId = STUDENT_ID) =>
  requestsView({ rows, pending, me, classOf: (id) => (id === session.id ? CLASS_ID : undefined) });

test('[DEV3] what a student asked shows before it is sent, and once when both fact and row are there', () => {
  const excuseId: FactId = factId();
  const asked = fact('excuse', { excuseId, classId: CLASS_ID, from: NOW, until: NOW + 1, reason: 'ill' });
  const appealed = fact('appeal', { appealId: factId(), sessionId: session.id, reason: 'I was there' });
  expect(view([], [asked, appealed])).toMatchObject([
    { kind: 'excuse', pending: true, decision: null, reason: 'ill' },
    { kind: 'appeal', pending: true, classId: CLASS_ID, sessionId: session.id },
  ]);
  expect(view([row({ id: excuseId })], [asked])).toHaveLength(1);
});

test('[DEV3] a decision that waits counts, the newest one, for its student and kind only', () => {
  const request = row();
  const decide = (decision: 'approve' | 'decline', studentId: UserId) =>
    fact('excuse.decided', { excuseId: request.id, studentId, decision, note: 'x' });
  const both = [decide('approve', STUDENT_ID), decide('decline', STUDENT_ID)];
  expect(view([request], both, staff)).toMatchObject([{ decision: 'decline', note: 'x', pending: true }]);
  expect(view([request], [decide('approve', staff)], staff)).toMatchObject([
    { decision: null, pending: false },
  ]);
  const other = fact('appeal.decided', { appealId: request.id, studentId: STUDENT_ID, decision: 'approve' });
  expect(view([request], [other], staff)).toMatchObject([{ decision: null }]);
});

test('undecided ones stand first, then the newest', () => {
  const rows = [
    row({ receivedAt: NOW, decision: 'approve', reason: 'c' }),
    row({ receivedAt: NOW - 2, reason: 'b' }),
    row({ receivedAt: NOW - 1, reason: 'a' }),
  ];
  expect(view(rows, []).map(({ reason }) => reason)).toEqual(['a', 'b', 'c']);
});
