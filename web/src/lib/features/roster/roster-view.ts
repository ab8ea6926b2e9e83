/** Who is on a roster, as this device knows it: confirmed rows and its own unsent facts (DEV3). Pure. */
import {
  foldEnrolment,
  groupBy,
  type Enrolment,
  type Fact,
  type ReceivedFact,
  type UserId,
} from '@hazri/domain';
import type { Person } from '@hazri/sync-protocol';
import { fullName } from '../live/attendance-view.ts';
import type { EnrolmentRow } from '../live/records.ts';

export interface RosterEntry {
  readonly studentId: UserId;
  readonly person: Person;
  readonly from: number;
  readonly until: number | null;
  /** `coming`: from a later date on. */
  readonly standing: 'on' | 'coming' | 'left';
  /** A fact about it hasn't reached the server yet. */
  readonly pending: boolean;
}

export interface RosterGround {
  readonly classId: string;
  /** Enrolments that this device knows of, of this class and of others. */
  readonly enrolments: readonly EnrolmentRow[];
  readonly pending: readonly Fact[];
  readonly userId: UserId;
  readonly nowMs: number;
}

type Stated = Extract<Fact, { readonly kind: 'enrolment.added' | 'enrolment.ended' }>;

/** In the order of names. */
export function rosterOf(ground: RosterGround): readonly RosterEntry[] {
  const { classId, enrolments, pending, nowMs } = ground;
  const own = enrolments.filter((row) => row.classId === classId);
  const rowById = new Map(own.map((row) => [row.studentId, row]));
  const stated = pending.filter(isEnrolment).filter((fact) => fact.body.classId === classId);
  const factsById = groupBy(stated, studentOf);
  const ids = new Set([...rowById.keys(), ...factsById.keys()]);
  return [...ids]
    .flatMap((studentId): RosterEntry[] => {
      const row = rowById.get(studentId) ?? null;
      const facts = factsById.get(studentId) ?? [];
      const person = row?.person ?? personOf(facts, enrolments, studentId);
      const folded = foldEnrolment(
        row,
        facts.map((fact) => received(fact, ground)),
      );
      if (person === null || folded === null) return [];
      const { from, until } = folded;
      return [
        { studentId, person, from, until, standing: standingAt(folded, nowMs), pending: facts.length > 0 },
      ];
    })
    .toSorted((a, b) => fullName(a.person).localeCompare(fullName(b.person)));
}

function standingAt({ from, until }: Enrolment, nowMs: number): RosterEntry['standing'] {
  if (until !== null && until <= nowMs) return 'left';
  return from > nowMs ? 'coming' : 'on';
}

/** Somebody with this number, in any class that this device knows of; numbers are compared without case. */
export function knownByNumber(enrolments: readonly EnrolmentRow[], studentNo: string): EnrolmentRow | null {
  const wanted = studentNo.trim().toLowerCase();
  if (wanted === '') return null;
  return enrolments.find((row) => row.person.studentNo?.toLowerCase() === wanted) ?? null;
}

/** Part of a name or number, in whatever case. */
export function matchesSearch({ person }: Pick<RosterEntry, 'person'>, search: string): boolean {
  const text = `${fullName(person)} ${person.studentNo ?? ''}`.toLowerCase();
  return text.includes(search.trim().toLowerCase());
}

function isEnrolment(fact: Fact): fact is Stated {
  return fact.kind === 'enrolment.added' || fact.kind === 'enrolment.ended';
}

function studentOf(fact: Stated): UserId {
  if (fact.kind === 'enrolment.ended') return fact.body.studentId;
  // The schema wants one of the two.
  return fact.body.person?.personId ?? fact.body.studentId ?? ('' as UserId);
}

function personOf(
  facts: readonly Stated[],
  enrolments: readonly EnrolmentRow[],
  studentId: UserId,
): Person | null {
  for (const fact of facts) {
    if (fact.kind === 'enrolment.added' && fact.body.person) return fact.body.person;
  }
  return enrolments.find((row) => row.studentId === studentId)?.person ?? null;
}

function received(fact: Stated, { userId, nowMs }: RosterGround): ReceivedFact<Stated> {
  return { fact, author: userId, device: null, receivedAt: nowMs, sentAt: nowMs };
}
