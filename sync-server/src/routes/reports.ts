/** `/api/classes/:classId/report` and its kin: attendance to read, print and take along. */
import {
  classReport,
  classSummary,
  rangeQuery,
  reportQuery,
  studentReport,
} from '@hazri/sync-protocol/api/report';
import type { AppDeps } from '../app-deps.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { clientAddress } from '../http/client-address.ts';
import type { Call, Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import { readClassReport, summaryOf } from '../reports/class-report.ts';
import { institutionRates, ratesOf } from '../reports/class-rates.ts';
import { RECORD_COLUMNS, recordLines } from '../reports/record-lines.ts';
import type { HeldSession } from '../reports/report-sessions.ts';
import { heldSessions } from '../reports/report-sessions.ts';
import { sendExport } from '../reports/send-export.ts';
import { readStudentReport } from '../reports/student-report.ts';
import { studentLines, STUDENT_COLUMNS } from '../reports/student-lines.ts';

type Caller = Pick<Call<'class_staff', undefined, unknown>, 'c' | 'caller' | 'ofClass'>;

export function reportEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { clock, config, database, writer } = deps;
  const institution = institutionRates(config);
  const ground = (ofClass: ClassRecord) => ({
    database,
    policy: ratesOf(institution, ofClass),
    now: clock.now(),
  });
  const noSuchDate = () => problem('query_malformed', { issues: [{ path: 'from', code: 'no_such_date' }] });

  /** Whoever takes attendance away is on record. */
  function noteExport(
    { c, caller, ofClass }: Caller,
    detail: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return writer.run((turn) => {
      turn.audit({
        at: clock.now(),
        actorId: caller.user.id,
        address: clientAddress(c.env, c.req.raw.headers, config.trustedProxies),
        action: 'report.exported',
        subject: `class:${ofClass.uuid}`,
        detail,
      });
      return turn.commit([], []);
    });
  }

  async function exported(
    format: 'csv' | 'xlsx',
    ofClass: ClassRecord,
    held: readonly HeldSession[],
    name: string,
  ): Promise<Response> {
    const lines = {
      name: 'Attendance',
      columns: RECORD_COLUMNS,
      pages: recordLines(database, ofClass, held),
    };
    if (format === 'csv') return sendExport(format, name, lines, []);
    const report = await readClassReport(ground(ofClass), ofClass, held);
    const students = { name: 'Students', columns: STUDENT_COLUMNS, pages: [studentLines(report)] };
    return sendExport(format, name, lines, [students]);
  }

  return [
    endpoint({
      method: 'get',
      path: '/classes/:classId/report',
      access: 'class_staff',
      summary: 'Attendance of a class: sessions, students and their grid; as CSV or XLSX a line a record',
      query: reportQuery,
      answer: classReport,
      handle: async ({ c, caller, ofClass, query }) => {
        const held = await heldSessions(database, ofClass, query);
        if (held === null) return noSuchDate();
        const { format = 'json', from = null, until = null } = query;
        if (format === 'json') return readClassReport(ground(ofClass), ofClass, held);
        await noteExport({ c, caller, ofClass }, { format, from, until });
        return exported(format, ofClass, held, `attendance-${ofClass.course}-${ofClass.section}`);
      },
    }),
    endpoint({
      method: 'get',
      path: '/classes/:classId/summary',
      access: 'class_staff',
      summary: 'Attendance of a class in few numbers: by session, and how students are spread',
      query: rangeQuery,
      answer: classSummary,
      handle: async ({ ofClass, query }) => {
        const held = await heldSessions(database, ofClass, query);
        return held === null
          ? noSuchDate()
          : summaryOf(await readClassReport(ground(ofClass), ofClass, held), ratesOf(institution, ofClass));
      },
    }),
    endpoint({
      method: 'get',
      path: '/classes/:classId/sessions/:sessionId/report',
      access: 'class_staff',
      summary: 'One session: its students; as CSV or XLSX a line a record',
      query: reportQuery,
      answer: classReport,
      handle: async ({ c, caller, ofClass, params, query }) => {
        const all = await heldSessions(database, ofClass, {});
        const held = all?.filter(({ row }) => row.uuid === params['sessionId']) ?? [];
        if (held.length === 0) return problem('not_found');
        const { format = 'json' } = query;
        if (format === 'json') return readClassReport(ground(ofClass), ofClass, held);
        await noteExport({ c, caller, ofClass }, { format, session: params['sessionId'] });
        return exported(
          format,
          ofClass,
          held,
          `attendance-${ofClass.course}-session-${held[0]?.number ?? 0}`,
        );
      },
    }),
    endpoint({
      method: 'get',
      path: '/classes/:classId/students/:studentId/report',
      access: 'class_staff',
      summary: 'One student in a class, session by session',
      query: rangeQuery,
      answer: studentReport,
      handle: async ({ ofClass, params, query }) => {
        const held = await heldSessions(database, ofClass, query);
        if (held === null) return noSuchDate();
        const report = await readStudentReport(ground(ofClass), ofClass, params['studentId'] ?? '', held);
        return report ?? problem('not_found');
      },
    }),
    endpoint({
      method: 'get',
      path: '/classes/:classId/report/mine',
      access: 'class_member',
      summary: 'One’s own attendance in a class, session by session',
      query: rangeQuery,
      answer: studentReport,
      handle: async ({ caller, ofClass, query }) => {
        const held = await heldSessions(database, ofClass, query);
        if (held === null) return noSuchDate();
        return (
          (await readStudentReport(ground(ofClass), ofClass, caller.user.uuid, held)) ?? problem('not_found')
        );
      },
    }),
  ];
}
