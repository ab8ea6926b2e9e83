/** What the office reads of one class: the class, its staff and its records together. */
import { classView, staffList, type ClassView, type StaffTime } from '@hazri/sync-protocol/api/classes';
import { classReport, studentReport, STATUS_LETTERS } from '@hazri/sync-protocol/api/report';
import type { ClassReport, StudentReport } from '@hazri/sync-protocol/api/report';
import { call, type Asked } from '../../api/call.ts';
import type { ShownStatus } from '../../ui/status-look.ts';

export interface ClassFacts {
  readonly view: ClassView;
  readonly staff: readonly StaffTime[];
  readonly report: ClassReport;
}

export async function askClassFacts(id: string): Promise<Asked<ClassFacts>> {
  const path = `/api/classes/${id}`;
  const [view, staff, report] = await Promise.all([
    call({ method: 'GET', path, answer: classView }),
    call({ method: 'GET', path: `${path}/staff`, answer: staffList }),
    call({ method: 'GET', path: `${path}/report`, answer: classReport }),
  ]);
  if (!view.ok) return view;
  if (!staff.ok) return staff;
  if (!report.ok) return report;
  return { ok: true, value: { view: view.value, staff: staff.value.staff, report: report.value } };
}

export function askStudent(classId: string, studentId: string): Promise<Asked<StudentReport>> {
  const path = `/api/classes/${classId}/students/${studentId}/report`;
  return call({ method: 'GET', path, answer: studentReport });
}

/** One letter of a report as the status that it stands for; null: not on the roster then, or not decided. */
export function statusOf(letter: string | undefined): ShownStatus | null {
  const found = Object.entries(STATUS_LETTERS).find(([, value]) => value === letter);
  return (found?.[0] as keyof typeof STATUS_LETTERS | undefined) ?? null;
}
