/**
 * What of a push goes into the audit log: what staff decide about people's records. Scans don't, nor anything else that
 * comes by the thousand: facts are kept as they are anyway.
 */
import { assertNever } from '@hazri/domain';
import type { AuditEntry } from '../audit/audit-trail.ts';
import type { Arrival } from './taking/taking.ts';

/** @param at when it took effect; null: nothing for the log */
export function deedOf({ fact, author, deviceId, address }: Arrival, at: number): AuditEntry | null {
  const by = { at, actorId: author.id, deviceId, address };
  switch (fact.kind) {
    case 'mark': {
      const { sessionId, studentId, status, reason } = fact.body;
      const detail = { student: studentId, status, reason: reason ?? '' };
      return { ...by, action: 'record.marked', subject: `session:${sessionId}`, detail };
    }
    case 'review': {
      const { scanId, studentId, decision, reason } = fact.body;
      const subject = studentId === undefined ? '' : `user:${studentId}`;
      return {
        ...by,
        action: 'record.reviewed',
        subject,
        detail: { scan: scanId, decision, reason: reason ?? '' },
      };
    }
    case 'excuse.decided': {
      const { excuseId, studentId, decision, note } = fact.body;
      const subject = studentId === undefined ? '' : `user:${studentId}`;
      return {
        ...by,
        action: 'record.excuse_decided',
        subject,
        detail: { excuse: excuseId, decision, note: note ?? '' },
      };
    }
    case 'appeal.decided': {
      const { appealId, studentId, decision, note } = fact.body;
      const subject = studentId === undefined ? '' : `user:${studentId}`;
      return {
        ...by,
        action: 'record.appeal_decided',
        subject,
        detail: { appeal: appealId, decision, note: note ?? '' },
      };
    }
    case 'session.cancelled': {
      const { sessionId, reason } = fact.body;
      return { ...by, action: 'session.cancelled', subject: `session:${sessionId}`, detail: { reason } };
    }
    case 'session.opened':
    case 'session.completed':
    case 'session.reopened':
    case 'codes.shown':
    case 'scan':
    case 'witness':
    case 'headcount':
    case 'enrolment.added':
    case 'enrolment.ended':
    case 'excuse':
    case 'appeal':
      return null;
    default:
      return assertNever(fact);
  }
}
