import { describe, expect, it } from 'vitest';
import { uuidv7, type Fact, type FactBodies, type FactKind } from '@hazri/domain';
import { CLASS_ID, enrolmentRow, factId, NOW, testId } from '../live/testing/rows.ts';
import { knownByNumber, matchesSearch, rosterOf, type RosterGround } from './roster-view.ts';

const DAY = 86_400_000;
const [ANA, BEN, ZOE] = [testId<'user'>(), testId<'user'>(), testId<'user'>()];

function fact<Kind extends FactKind>(kind: Kind, body: FactBodies[Kind], at = NOW): Fact {
  return { id: factId(), kind, v: 1, madeAt: at, hlc: [at, 0], body } as unknown as Fact;
}

function roster(over: Partial<RosterGround>) {
  const ground = { classId: CLASS_ID, enrolments: [], pending: [], userId: testId<'user'>(), nowMs: NOW };
  return rosterOf({ ...ground, ...over }).map(({ person, standing, pending }) =>
    [person.givenName, standing, pending ? 'unsent' : ''].join(' ').trim(),
  );
}

describe('the roster on this device', () => {
  const enrolments = [
    enrolmentRow(BEN, 'Ben'),
    enrolmentRow(ANA, 'Ana', { until: NOW }),
    enrolmentRow(ZOE, 'Zoe', { from: NOW + DAY }),
  ];

  it('[SES3] says who is on it, who left and who is coming, in the order of names', () => {
    expect(roster({ enrolments })).toEqual(['Ana left', 'Ben on', 'Zoe coming']);
  });

  it('[DEV3] [SES3] shows what was stated here before the server has it', () => {
    const pending = [
      fact('enrolment.ended', { classId: CLASS_ID, studentId: BEN, until: NOW - 1 }),
      fact('enrolment.added', { classId: CLASS_ID, studentId: ANA, from: NOW }),
    ];
    expect(roster({ enrolments, pending })).toEqual(['Ana on unsent', 'Ben left unsent', 'Zoe coming']);
  });

  it('[DEV3] knows somebody from another class, and somebody who was typed', () => {
    const elsewhere = enrolmentRow(ANA, 'Ana', { classId: testId<'class'>() });
    const typed = {
      personId: uuidv7<'user'>(NOW, new Uint8Array(10)),
      givenName: '<img>',
      familyName: '',
      studentNo: 'X1',
    };
    const pending = [
      fact('enrolment.added', { classId: CLASS_ID, studentId: ANA, from: NOW }),
      fact('enrolment.added', { classId: CLASS_ID, person: typed, from: NOW }),
    ];
    expect(roster({ enrolments: [elsewhere], pending })).toEqual(['<img> on unsent', 'Ana on unsent']);
    expect(roster({ enrolments: [elsewhere] })).toEqual([]);
  });

  it('finds people by number in any case, and searches by parts', () => {
    expect(knownByNumber(enrolments, ' 21cs001 ')?.studentId).toBe(BEN);
    expect(knownByNumber(enrolments, '21CS00')).toBeNull();
    expect(
      knownByNumber(
        [enrolmentRow(BEN, 'B', { person: { givenName: 'B', familyName: '', studentNo: null } })],
        '',
      ),
    ).toBeNull();
    const [first] = rosterOf({ classId: CLASS_ID, enrolments, pending: [], userId: ANA, nowMs: NOW });
    expect(['an', 'A Z', 's001', 'x'].map((search) => first && matchesSearch(first, search))).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
