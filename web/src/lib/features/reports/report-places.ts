/** Where a report leads: staff to pages on which they change things, the office to those on which it finds out. */
import type { SessionId, UserId } from '@hazri/domain';
import { rangeQuery, type ReportRange } from './report-range.ts';

export interface ReportPlaces {
  /** The page of the class itself. */
  readonly ofClass: string;
  session(sessionId: SessionId): string;
  student(studentId: UserId, range: ReportRange): string;
  /** One student's record of one session. */
  record(sessionId: SessionId, studentId: UserId): string;
}

export function staffPlaces(classId: string): ReportPlaces {
  return {
    ...placesBelow(`/professor/classes/${classId}`),
    session: (sessionId) => `/professor/sessions/${sessionId}`,
    record: (sessionId) => `/professor/sessions/${sessionId}`,
  };
}

export function officePlaces(classId: string): ReportPlaces {
  const ofClass = `/admin/classes/${classId}`;
  return {
    ...placesBelow(ofClass),
    session: (sessionId) => `${ofClass}/sessions/${sessionId}`,
    record: (sessionId, studentId) => `/admin/records/${sessionId}/${studentId}`,
  };
}

function placesBelow(ofClass: string): Pick<ReportPlaces, 'ofClass' | 'student'> {
  return { ofClass, student: (studentId, range) => `${ofClass}/students/${studentId}${rangeQuery(range)}` };
}
