/** `/api/classes/:classId/enrolments/import`: a file of people, looked at or taken in. */
import type { ImportPreview, ImportRequest } from '@hazri/sync-protocol/api/roster';
import {
  IMPORT_HEADINGS,
  importAnswer,
  importCodes,
  importJob,
  importJobs,
  importQuery,
  importRequest,
  MAX_IMPORT_BODY_BYTES,
  MAX_IMPORT_BYTES,
} from '@hazri/sync-protocol/api/roster';
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';
import type { AppDeps } from '../app-deps.ts';
import { acting } from '../audit/acting.ts';
import { clientAddress } from '../http/client-address.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';
import { sendExport, XLSX } from '../reports/send-export.ts';
import { asImportRow, checkPerson } from '../roster/check-people.ts';
import { makeImports } from '../roster/imports.ts';
import { loadKnownPeople } from '../roster/known-people.ts';
import { readFileOfPeople } from '../roster/read-file-of-people.ts';
import type { FileOfPeople } from '../roster/read-file-of-people.ts';
import { makeFileReader } from '../roster/reading/read-file.ts';
import type { FileFault, FileTable } from '../roster/reading/table.ts';
import { cellText } from '../roster/reading/table.ts';

const BUSY_RETRY_SECONDS = 10;
const ACCEPTED = 202;
/** English in every language: these are what the import recognises anywhere. */
const TEMPLATE = {
  name: 'People',
  columns: IMPORT_HEADINGS,
  pages: [],
  asText: true,
};

export function rosterImportEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { clock, config, database, writer } = deps;
  const readFile = makeFileReader();
  const imports = makeImports(deps);

  async function readBody(body: ImportRequest): Promise<Result<FileOfPeople, FileFault | 'body_too_large'>> {
    // A copy of its own: a small Buffer shares its memory with others, and the thread is given all of it.
    const bytes = new Uint8Array(Buffer.from(body.file, 'base64'));
    if (bytes.length > MAX_IMPORT_BYTES) return fail('body_too_large');
    return readFileOfPeople(readFile, bytes, config.allowedEmailDomain, body);
  }

  return [
    endpoint({
      method: 'post',
      path: '/classes/:classId/enrolments/import',
      access: 'class_owner',
      summary: 'Imports people from CSV or XLSX; `dryRun=1` says row by row what would happen',
      refuses: ['body_too_large', 'fields_refused', 'file_unreadable', 'import_running'],
      body: importRequest,
      maxBodyBytes: MAX_IMPORT_BODY_BYTES,
      query: importQuery,
      answer: importAnswer,
      handle: async ({ body, c, caller: { user }, ofClass, query }) => {
        const from = body.from ?? clock.now();
        if (query.dryRun !== undefined) {
          const read = await readBody(body);
          if (!read.ok) return unread(read.reason);
          const { chosen, people, table } = read.value;
          const known = await loadKnownPeople(database, ofClass.id, people);
          const rows = people.map((row) => asImportRow(checkPerson(row, known, from)));
          return preview(table, chosen, rows);
        }
        const handOut = body.codes ?? null;
        if (handOut === 'mail' && !deps.mailer.sends)
          return problem('fields_refused', { issues: [{ path: 'codes', code: 'no_mail_server' }] });
        const wanted = {
          author: user,
          ofClass,
          from,
          fileName: cellText(body.fileName),
          address: clientAddress(c.env, c.req.raw.headers, config.trustedProxies),
        };
        const started = await imports.start(wanted, handOut, async () => {
          const read = await readBody(body);
          return read.ok ? ok(read.value.people) : read;
        });
        if (started.ok) return Response.json(started.value, { status: ACCEPTED });
        switch (started.reason) {
          case 'import_running':
            return problem('import_running');
          case 'imports_busy':
            return problem('overloaded', { retryAfterSeconds: BUSY_RETRY_SECONDS });
          default:
            return unread(started.reason);
        }
      },
    }),
    endpoint({
      method: 'get',
      path: '/classes/:classId/enrolments/import',
      access: 'class_owner',
      summary: 'Imports under way and lately ended, newest first',
      answer: importJobs,
      handle: ({ caller: { user }, ofClass }) =>
        Promise.resolve({ jobs: [...imports.ofClass(ofClass.id, user.id)] }),
    }),
    endpoint({
      method: 'get',
      path: '/classes/:classId/enrolments/import/template',
      access: 'class_owner',
      summary:
        'An empty workbook to begin with: columns as the import knows them, numbers kept as they are typed',
      files: [XLSX],
      handle: () => Promise.resolve(sendExport('xlsx', 'hazri-template', TEMPLATE, [])),
    }),
    endpoint({
      method: 'get',
      path: '/classes/:classId/enrolments/import/:jobId',
      access: 'class_owner',
      summary: 'How far an import has come, and the rows that it refused',
      answer: importJob,
      handle: ({ caller: { user }, ofClass, params }) =>
        Promise.resolve(imports.find(ofClass.id, user.id, params['jobId'] ?? '') ?? problem('not_found')),
    }),
    endpoint({
      method: 'get',
      path: '/classes/:classId/enrolments/import/:jobId/codes',
      access: 'class_owner',
      summary: 'Codes of the new accounts, for who began the import, within an hour of its end',
      answer: importCodes,
      handle: async (call) => {
        const { caller, ofClass, params } = call;
        const jobId = params['jobId'] ?? '';
        const held = imports.codesOf(ofClass.id, caller.user.id, jobId);
        if (held === null) return problem('not_found');
        const detail = { importId: jobId, codes: held.codes.length };
        await writer.run((turn) => {
          turn.audit({
            ...acting(deps, call),
            action: 'roster.codes_shown',
            subject: `class:${ofClass.uuid}`,
            detail,
          });
          return turn.commit([], []);
        });
        return held;
      },
    }),
    endpoint({
      method: 'delete',
      path: '/classes/:classId/enrolments/import/:jobId/codes',
      access: 'class_owner',
      summary: 'The codes are in hand: nobody can read them again',
      handle: ({ c, caller, ofClass, params }) => {
        imports.forgetCodes(ofClass.id, caller.user.id, params['jobId'] ?? '');
        return Promise.resolve(c.body(null, 204));
      },
    }),
  ];
}

function unread(reason: FileFault | 'body_too_large'): Response {
  return reason === 'body_too_large'
    ? problem('body_too_large')
    : problem('file_unreadable', { issues: [{ path: 'file', code: reason }] });
}

function preview(
  table: FileTable,
  chosen: Pick<ImportPreview, 'columns' | 'headings'>,
  rows: ImportPreview['rows'],
): ImportPreview {
  const width = Math.max(...table.rows.map(({ cells }) => cells.length));
  const first = table.rows[0]?.cells ?? [];
  const columnNames = Array.from({ length: width }, (_, at) => first[at] ?? '');
  const { kind, encoding } = table;
  return { kind, encoding, ...chosen, columnNames, rows };
}
