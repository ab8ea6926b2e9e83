/** Facts that say what their author may not say, or say it badly: an outcome each, and its neighbours stand. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MAX_FACTS_PER_SYNC } from '@hazri/sync-protocol';
import type { Device } from './kit/device.ts';
import { fact, newId, outcomes, takeDevice, takeKid } from './kit/device.ts';
import type { Lesson } from './kit/lesson.ts';
import { openedBody, scanBody, startLesson } from './kit/lesson.ts';
import type { School } from './kit/school.ts';
import { openSchool } from './kit/school.ts';

const HOUR_MS = 3_600_000;

let school: School;
let laptop: Device;
let rival: Device;
let waiter: Device;
let phone: Device;
let friend: Device;
let kid: number;
let lesson: Lesson;
beforeAll(async () => {
  school = await openSchool();
  const [first, second] = school.students;
  if (!first || !second) throw new Error('two students');
  laptop = await takeDevice(school, school.professor);
  rival = await takeDevice(school, school.rival);
  waiter = await takeDevice(school, school.pending);
  phone = await takeDevice(school, first);
  friend = await takeDevice(school, second);
  kid = await takeKid(school, laptop);
});
afterAll(() => school.close());
beforeEach(async () => {
  school.clock.advance(2 * HOUR_MS);
  lesson = await startLesson(school, laptop, kid);
});

/** One fact of every kind that only staff may state, about the running lesson. */
function staffFacts() {
  const { sessionId } = lesson;
  const at = school.clock.now();
  const { classId } = school;
  const studentId = phone.owner.id;
  return [
    fact(school, 'session.opened', openedBody(school, newId<'session'>(school), kid)),
    fact(school, 'session.opened', openedBody(school, sessionId, kid)),
    fact(school, 'session.completed', { sessionId, at, clockOffsetMs: 0 }),
    fact(school, 'session.reopened', { sessionId, at, clockOffsetMs: 0 }),
    fact(school, 'session.cancelled', { sessionId, at, reason: 'no lesson today' }),
    fact(school, 'codes.shown', { sessionId, kid, clockOffsetMs: 0, steps: [[1, '00000000']] }),
    fact(school, 'mark', { sessionId, studentId, status: 'present' }),
    fact(school, 'headcount', { sessionId, count: 1 }),
    fact(school, 'enrolment.added', { classId, studentId, from: at }),
    fact(school, 'enrolment.ended', { classId, studentId, until: at }),
  ];
}

const scan = () => fact(school, 'scan', scanBody(school, lesson));

interface FactCase {
  readonly name: string;
  readonly by: () => Device;
  readonly facts: () => readonly unknown[];
  /** Of all alike, or theirs in any order: ids decide who comes first within a push. */
  readonly expected: string | readonly string[];
}

const CASES: readonly FactCase[] = [
  { name: '[SES4] a student states what staff state', by: () => phone, facts: staffFacts, expected: 'rejected not_staff' },
  { name: '[SES4] staff of another class do', by: () => rival, facts: staffFacts, expected: 'rejected not_staff' },
  { name: '[SES4] a professor nobody approved does', by: () => waiter, facts: staffFacts, expected: 'rejected approval_pending' },
  {
    name: '[SES6] another professor takes a session’s id for a class of their own',
    by: () => rival,
    facts: () => [fact(school, 'session.opened', { ...openedBody(school, lesson.sessionId, kid), classId: school.rivalsClassId })],
    expected: 'rejected session_conflict',
  },
  {
    name: '[SES6] two sessions whose ids end alike',
    by: () => laptop,
    facts: () => {
      const twin = `01a20000-0000-7000${lesson.sessionId.slice(18)}` as Lesson['sessionId'];
      return [fact(school, 'session.opened', openedBody(school, twin, kid))];
    },
    expected: 'rejected session_conflict',
  },
  {
    name: '[SES6] two new sessions in one push whose ids end alike',
    by: () => laptop,
    facts: () => {
      const one = newId<'session'>(school);
      const twin = `01a20000-0000-7000${one.slice(18)}` as Lesson['sessionId'];
      return [one, twin].map((id) => fact(school, 'session.opened', openedBody(school, id, kid)));
    },
    expected: ['accepted', 'rejected session_conflict'],
  },
  {
    name: '[SYNC1] a scan that names another student in its body',
    by: () => phone,
    facts: () => [{ ...scan(), body: { ...scanBody(school, lesson), studentId: friend.owner.id } }],
    expected: 'rejected field_forbidden',
  },
  {
    name: '[SYNC1] a fact that names its author, device, receipt or outcome',
    by: () => phone,
    facts: () => [
      { ...scan(), author: friend.owner.id },
      { ...scan(), device: friend.uuid },
      { ...scan(), receivedAt: 1 },
      { ...scan(), outcome: 'accepted' },
    ],
    expected: 'rejected field_forbidden',
  },
  {
    name: '[FACT2] a kind and a version nobody knows, and names that objects have anyway',
    by: () => phone,
    facts: () => [
      { ...scan(), kind: 'hologram' },
      { ...scan(), kind: 'constructor' },
      { ...scan(), kind: '__proto__' },
      { ...scan(), v: 2 },
    ],
    expected: 'set_aside',
  },
  {
    name: '[SYNC1] a kind that can’t be stored',
    by: () => phone,
    facts: () => [{ ...scan(), kind: '\ud800' }, { ...scan(), kind: 'a\0b' }, { ...scan(), kind: 'k'.repeat(41) }],
    expected: 'rejected fact_malformed',
  },
  {
    name: '[SES3] people and rooms whose names can’t be stored',
    by: () => laptop,
    facts: () => [
      walkIn({ givenName: 'Asha \ud83d' }),
      walkIn({ familyName: '\udc00' }),
      walkIn({ studentNo: 'R1\0' }),
      fact(school, 'session.opened', { ...openedBody(school, newId<'session'>(school), kid), title: '\ud800' }),
    ],
    expected: 'rejected fact_malformed',
  },
  {
    name: '[FACT3] a stamp at the end of time is clamped, not refused',
    by: () => laptop,
    facts: () => [{ ...fact(school, 'headcount', { sessionId: lesson.sessionId, count: 1 }), hlc: [8_640_000_000_000_000, 0xffff_ffff] }],
    expected: 'accepted',
  },
  {
    name: '[SES3] two new people with one roll number are one person',
    by: () => laptop,
    facts: () => [walkIn({ studentNo: 'SAME' }), walkIn({ studentNo: 'SAME' })],
    expected: 'accepted',
  },
  {
    name: '[SES3] a new person with the id of an account, or of a class',
    by: () => laptop,
    facts: () => [walkIn({ personId: friend.owner.id }), walkIn({ personId: rival.owner.id }), walkIn({ personId: school.classId })],
    expected: 'accepted',
  },
  {
    name: '[SCAN13] a witness of nothing',
    by: () => laptop,
    facts: () => [fact(school, 'witness', { receipt: 'AEAA' }), fact(school, 'witness', { receipt: ' ' })],
    expected: 'rejected receipt_malformed',
  },
  {
    name: '[FACT5] a student reviews a scan that nobody knows',
    by: () => phone,
    facts: () => [fact(school, 'review', { scanId: newId<'fact'>(school), decision: 'accept' })],
    expected: 'waiting pending_scan',
  },
]; // prettier-ignore

function walkIn(changes: Readonly<Record<string, string>>) {
  const body = { classId: school.classId, from: school.clock.now() };
  const id = newId<'user'>(school);
  const person = { personId: id, givenName: 'Asha', familyName: 'Rao', studentNo: id, ...changes };
  return { ...fact(school, 'enrolment.ended', { ...body, studentId: id, until: 1 }), kind: 'enrolment.added', body: { ...body, person } }; // prettier-ignore
}

describe('facts', () => {
  test.each(CASES)('$name', async ({ by, facts, expected }) => {
    const stated = facts();
    const wanted = typeof expected === 'string' ? stated.map(() => expected) : expected;
    const answers = await outcomes(school, by(), stated);
    expect(answers.toSorted()).toEqual(wanted.toSorted());
    // And still: nobody's next pull trips over what was taken in.
    expect(await outcomes(school, laptop, [])).toEqual([]);
    expect(await outcomes(school, phone, [])).toEqual([]);
    expect(school.takeMistakes()).toEqual([]);
  });
});

describe('[FACT4] one id', () => {
  test('the same fact again is a duplicate; another body is refused; another author has ids of their own', async () => {
    const stated = scan();
    expect(await outcomes(school, phone, [stated])).toEqual(['accepted']);
    expect(await outcomes(school, phone, [stated])).toEqual(['duplicate']);
    expect(await outcomes(school, phone, [{ ...stated, madeAt: stated.madeAt + 1 }])).toEqual([
      'rejected fact_id_conflict',
    ]);
    expect(await outcomes(school, friend, [stated])).toEqual(['accepted']);
  });

  test('twice in one push, alike and not', async () => {
    const stated = scan();
    const other = { ...stated, madeAt: stated.madeAt + 1 };
    expect(await outcomes(school, phone, [stated, stated, other])).toEqual([
      'accepted',
      'duplicate',
      'rejected fact_id_conflict',
    ]);
  });

  test('fifty authors’ devices at once with one id: one stands', async () => {
    const id = newId<'fact'>(school);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => {
        const stated = fact(school, 'headcount', { sessionId: lesson.sessionId, count: n });
        return outcomes(school, laptop, [{ ...stated, id }]);
      }),
    );
    expect(answers.flat().filter((answer) => answer === 'accepted')).toHaveLength(1);
    expect(answers.flat().filter((answer) => answer === 'rejected fact_id_conflict')).toHaveLength(49);
  });
});

describe('[SYNC2] one bad fact of a hundred', () => {
  const BAD: readonly (readonly [string, unknown])[] = [
    ['null', null],
    ['a number', 7],
    ['a text', 'scan'],
    ['an array', []],
    ['an empty object', {}],
    ['no id', { kind: 'scan', v: 1 }],
    ['an id that is none', { id: '../../etc/passwd', kind: 'scan', v: 1 }],
  ];
  test.each(BAD)('%s: the other 99 stand', async (_name, bad) => {
    const good = Array.from({ length: MAX_FACTS_PER_SYNC - 1 }, (_, count) =>
      fact(school, 'headcount', { sessionId: lesson.sessionId, count }),
    );
    const answers = await outcomes(school, laptop, [...good.slice(0, 50), bad, ...good.slice(50)]);
    expect(answers).toEqual(good.map(() => 'accepted'));
  });
});
