/** What students ask of staff, and what staff decide: excuses and appeals. */
import type { FactFor } from '@hazri/domain';
import { requestSubject } from './subjects.ts';
import type { Decision, Taking } from './taking.ts';
import { accepted, isStaff, rejected, waiting } from './taking.ts';

type Decided = FactFor<'excuse.decided'> | FactFor<'appeal.decided'>;

export function takeExcuse(taking: Taking, { body }: FactFor<'excuse'>): Decision {
  if (!taking.catalogue.classByUuid(body.classId)) return rejected('class_unknown');
  return asked(taking, 'excuse', body.excuseId);
}

export function takeAppeal(taking: Taking, { body }: FactFor<'appeal'>): Decision {
  if (!taking.set.sessions.named(body.sessionId)) return waiting(body.sessionId, 'pending_session');
  return asked(taking, 'appeal', body.appealId);
}

function asked({ touched }: Taking, kind: 'excuse' | 'appeal', uuid: string): Decision {
  const subject = requestSubject(kind, uuid);
  touched.requests.add(subject);
  touched.known.add(uuid);
  return accepted(subject);
}

/**
 * Of the named student's request, or of the one that was received first under its id: which one that is, and whether
 * the author is staff of its class, is asked at each fold. Here only whether there is any such request at all.
 */
export function takeDecided(taking: Taking, fact: Decided): Decision {
  const kind = fact.kind === 'excuse.decided' ? 'excuse' : 'appeal';
  const uuid = fact.kind === 'excuse.decided' ? fact.body.excuseId : fact.body.appealId;
  const stated = taking.set.requests.grouped(uuid).filter((row) => row.kind === kind);
  if (stated.length === 0) return waiting(uuid, 'pending_request');
  if (!stated.some(({ classId }) => isStaff(taking, classId)))
    return { outcome: 'rejected', reason: 'not_staff', again: uuid };
  const subject = requestSubject(kind, uuid);
  taking.touched.requests.add(subject);
  return { outcome: 'accepted', subject, again: uuid };
}
