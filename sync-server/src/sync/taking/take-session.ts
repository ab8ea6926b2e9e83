/** Facts about a session as a whole: its life, the codes it showed, how many were in the room. */
import type { FactFor } from '@hazri/domain';
import { newer, sessionRef } from '@hazri/domain';
import { newSessionRow } from '../session-state.ts';
import { NO_REV } from '../rows.ts';
import { sessionSubject } from './subjects.ts';
import type { Decision, Taking } from './taking.ts';
import { accepted, rejected, staffClass, staffSession, stampOf } from './taking.ts';

export function takeOpened(taking: Taking, { body }: FactFor<'session.opened'>): Decision {
  const { set, touched } = taking;
  const ofClass = staffClass(taking, body.classId);
  if (!ofClass) return rejected('not_staff');
  const known = set.sessions.named(body.sessionId);
  if (known && known.classId !== ofClass.id) return rejected('session_conflict');
  const ref = sessionRef(body.sessionId);
  if (!known && set.sessions.all().some((row) => row.ref === ref && row.classId === ofClass.id)) {
    return rejected('session_conflict');
  }
  const row = known ?? newSessionRow(set.turn.nextId('sessions'), body.sessionId, ofClass, null);
  if (!known) {
    set.sessions.put(row);
    touched.known.add(row.uuid);
    touched.known.add(row.ref);
  }
  touched.sessions.add(row.id);
  return accepted(sessionSubject(row.id));
}

export function takeMoved(taking: Taking, sessionUuid: string): Decision {
  const session = staffSession(taking, sessionUuid);
  if ('decision' in session) return session.decision;
  taking.touched.sessions.add(session.row.id);
  return accepted(sessionSubject(session.row.id));
}

export function takeShown(taking: Taking, { body }: FactFor<'codes.shown'>): Decision {
  const session = staffSession(taking, body.sessionId);
  if ('decision' in session) return session.decision;
  const sessionId = session.row.id;
  for (const [stepStart, nonce] of body.steps)
    taking.set.shown.put({ sessionId, kid: body.kid, stepStart, nonce });
  taking.touched.judgeSessions.add(sessionId);
  return accepted();
}

export function takeHeadcount(taking: Taking, { body }: FactFor<'headcount'>): Decision {
  const session = staffSession(taking, body.sessionId);
  if ('decision' in session) return session.decision;
  const { id: sessionId, classId } = session.row;
  const made = stampOf(taking);
  const known = taking.set.headcounts.get(sessionId);
  if (!known || newer(made, known.made)) {
    taking.set.headcounts.put({ sessionId, classId, count: body.count, made, rev: known?.rev ?? NO_REV });
  }
  return accepted();
}
