/** Who belongs to a session? (SPEC.md, SES3) */
import type { FactFor, ReceivedFact } from './facts.ts';
import { clampStamp, compareStamped } from './stamp.ts';

/** A student's place on a roster; epoch ms, `until` exclusive, null while open. */
export interface Enrolment {
  readonly from: number;
  readonly until: number | null;
}

export type EnrolmentFact = FactFor<'enrolment.added'> | FactFor<'enrolment.ended'>;

/** Whether the enrolment covers the session's start: such students are absent when nothing says otherwise. */
export function onRosterByDate(enrolment: Enrolment, startsAt: number): boolean {
  return enrolment.from <= startsAt && (enrolment.until === null || startsAt < enrolment.until);
}

/**
 * Whether the student may be counted in a session by a scan of it: enrolled at its start or at any time after
 * (a walk-in), but not when the enrolment had ended before it. An acceptable scan then puts them on the roster.
 */
export function countsByScan(enrolment: Enrolment, startsAt: number): boolean {
  const { from, until } = enrolment;
  return onRosterByDate(enrolment, startsAt) || (from > startsAt && (until === null || until > from));
}

/** The roster of a session as attendance sees it (SES3, ATT5). @param hasAcceptedScan of this session */
export function onSessionRoster(
  enrolment: Enrolment | null,
  startsAt: number,
  hasAcceptedScan: boolean,
): boolean {
  if (enrolment === null) return false;
  return onRosterByDate(enrolment, startsAt) || (hasAcceptedScan && countsByScan(enrolment, startsAt));
}

/**
 * A student's enrolment in a class after these facts, in any order: facts count by stamp; adding somebody who is
 * enrolled can only move the beginning back, adding somebody who left begins anew.
 * @param base what is on record without the facts (an import), or null
 */
export function foldEnrolment(
  base: Enrolment | null,
  facts: readonly ReceivedFact<EnrolmentFact>[],
): Enrolment | null {
  const ordered = facts
    .map(({ fact, author, receivedAt }) => ({
      fact,
      stamp: clampStamp(fact.hlc, receivedAt),
      factId: fact.id,
      author,
    }))
    .toSorted(compareStamped);
  let enrolment = base;
  for (const { fact } of ordered) {
    if (fact.kind === 'enrolment.added') {
      const from = enrolment?.until === null ? Math.min(enrolment.from, fact.body.from) : fact.body.from;
      enrolment = { from, until: null };
    } else if (enrolment !== null) {
      enrolment = { from: enrolment.from, until: fact.body.until };
    }
  }
  return enrolment;
}
