/** Reports that leave as files: which sheets they have, and the note in the audit log of who took them. */
import type { AppDeps } from '../app-deps.ts';
import { acting } from '../audit/acting.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import type { Call } from '../http/endpoint.ts';
import type { ReportGround } from './class-report.ts';
import { readClassReport } from './class-report.ts';
import { RECORD_COLUMNS, recordLines } from './record-lines.ts';
import type { HeldSession } from './report-sessions.ts';
import { sendExport } from './send-export.ts';
import { studentLines, STUDENT_COLUMNS } from './student-lines.ts';

export type FileFormat = 'csv' | 'xlsx';

interface Taken {
  readonly format: FileFormat;
  /** Of the file, without ending. */
  readonly name: string;
  readonly held: readonly HeldSession[];
  /** UUID; null: everybody's lines, and in a workbook a sheet with a line a student. */
  readonly student: string | null;
}

export async function takeAway(
  ground: ReportGround,
  ofClass: ClassRecord,
  { format, name, held, student }: Taken,
): Promise<Response> {
  const pages = recordLines(ground.database, ofClass, held, student);
  const lines = { name: 'Attendance', columns: RECORD_COLUMNS, pages };
  if (format === 'csv' || student !== null) return sendExport(format, name, lines, []);
  const report = await readClassReport(ground, ofClass, held);
  const students = { name: 'Students', columns: STUDENT_COLUMNS, pages: [studentLines(report)] };
  return sendExport(format, name, lines, [students]);
}

/** Whoever takes attendance away is on record. */
export function noteExport(
  deps: AppDeps,
  call: Pick<Call<'class_staff', undefined, unknown>, 'c' | 'caller' | 'ofClass'>,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  return deps.writer.run((turn) => {
    turn.audit({
      ...acting(deps, call),
      action: 'report.exported',
      subject: `class:${call.ofClass.uuid}`,
      detail,
    });
    return turn.commit([], []);
  });
}
