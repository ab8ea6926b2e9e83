/** `/api/classes/:classId/report` and its kin: attendance to read, print and take along. */
import {
  classReport,
  classSummary,
  rangeQuery,
  reportQuery,
  studentReport,
  taughtRates,
  toldStudentReport,
} from '@hazri/sync-protocol/api/report';
import { EXPORT_TYPES } from '../reports/send-export.ts';
import type { AppDeps } from '../app-deps.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { isStaffAt } from '../catalogue/catalogue.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import { institutionRates, ratesOf } from '../reports/class-rates.ts';
import type { ReportGround } from '../reports/class-report.ts';
import { readClassReport, summaryOf } from '../reports/class-report.ts';
import { heldSessions } from '../reports/report-sessions.ts';
import { ownReportOf, readStudentReport } from '../reports/student-report.ts';
import { noteExport, takeAway } from '../reports/take-away.ts';
import { readTaughtRates } from '../reports/taught-rates.ts';

export function reportEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { catalogue, clock, config, database } = deps;
  const institution = institutionRates(config);
  const ground = (ofClass: ClassRecord): ReportGround => ({
    database,
    policy: ratesOf(institution, ofClass),
    now: clock.now(),
  });
  const noSuchDate = () => problem('query_malformed', { issues: [{ path: 'from', code: 'no_such_date' }] });

  return [
    endpoint({
      method: 'get',
      path: '/classes/:classId/report',
      access: 'class_staff',
      summary: 'Attendance of a class: sessions, students and their grid; as CSV or XLSX a line a record',
      files: EXPORT_TYPES,
      query: reportQuery,
      answer: classReport,
      handle: async (call) => {
        const { ofClass, query } = call;
        const held = await heldSessions(database, ofClass, query);
        if (held === null) return noSuchDate();
        const { format = 'json', from = null, until = null } = query;
        if (format === 'json') return readClassReport(ground(ofClass), ofClass, held);
        await noteExport(deps, call, { format, from, until });
        const name = `attendance-${ofClass.course}-${ofClass.section}`;
        return takeAway(ground(ofClass), ofClass, { format, name, held, student: null });
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
          : summaryOf(await readClassReport(ground(ofClass), ofClass, held));
      },
    }),
    endpoint({
      method: 'get',
      path: '/classes/:classId/sessions/:sessionId/report',
      access: 'class_staff',
      summary: 'One session: its students; as CSV or XLSX a line a record',
      files: EXPORT_TYPES,
      refuses: ['not_found'],
      query: reportQuery,
      answer: classReport,
      handle: async (call) => {
        const { ofClass, params, query } = call;
        const all = await heldSessions(database, ofClass, {});
        const held = all?.filter(({ row }) => row.uuid === params['sessionId']) ?? [];
        if (held.length === 0) return problem('not_found');
        const { format = 'json' } = query;
        if (format === 'json') return readClassReport(ground(ofClass), ofClass, held);
        await noteExport(deps, call, { format, session: params['sessionId'] });
        const name = `attendance-${ofClass.course}-session-${held[0]?.number ?? 0}`;
        return takeAway(ground(ofClass), ofClass, { format, name, held, student: null });
      },
    }),
    endpoint({
      method: 'get',
      path: '/classes/:classId/students/:studentId/report',
      access: 'class_staff',
      summary: 'One student in a class, session by session, with marks; as CSV or XLSX a line a record',
      files: EXPORT_TYPES,
      refuses: ['not_found'],
      query: reportQuery,
      answer: toldStudentReport,
      handle: async (call) => {
        const { ofClass, params, query } = call;
        const held = await heldSessions(database, ofClass, query);
        if (held === null) return noSuchDate();
        const student = params['studentId'] ?? '';
        const report = await readStudentReport(ground(ofClass), ofClass, student, held);
        const { format = 'json', from = null, until = null } = query;
        if (format === 'json' || report === null) return report ?? problem('not_found');
        await noteExport(deps, call, { format, from, until, student });
        const name = `attendance-${ofClass.course}-${report.studentNo ?? 'student'}`;
        return takeAway(ground(ofClass), ofClass, { format, name, held, student });
      },
    }),
    endpoint({
      method: 'get',
      path: '/classes/:classId/report/mine',
      access: 'class_member',
      summary: 'One’s own attendance in a class, session by session',
      refuses: ['not_found'],
      query: rangeQuery,
      answer: studentReport,
      handle: async ({ caller, ofClass, query }) => {
        const held = await heldSessions(database, ofClass, query);
        if (held === null) return noSuchDate();
        const report = await readStudentReport(ground(ofClass), ofClass, caller.user.uuid, held);
        return report === null ? problem('not_found') : ownReportOf(report);
      },
    }),
    endpoint({
      method: 'get',
      path: '/rates',
      access: 'user',
      summary: 'How good attendance is in each class that one teaches, over the whole term',
      answer: taughtRates,
      handle: ({ caller }) => {
        const taught = catalogue
          .staffRecordsOf(caller.user.id)
          .filter((record) => isStaffAt(record, clock.now()))
          .flatMap(({ classId }) => catalogue.classById(classId) ?? []);
        return readTaughtRates(database, [...new Set(taught)], (ofClass) => ratesOf(institution, ofClass));
      },
    }),
  ];
}
