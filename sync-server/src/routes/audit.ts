/** `/api/admin/audit`: who did what, and whether the log is whole. */
import { auditPage, auditQuery, auditState } from '@hazri/sync-protocol/api/audit';
import type { AppDeps } from '../app-deps.ts';
import { findEntries } from '../audit/find-entries.ts';
import { verifyAudit } from '../audit/verify-audit.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';

export function auditEndpoints({ database }: AppDeps): readonly Endpoint[] {
  const { orm } = database;
  return [
    endpoint({
      method: 'get',
      path: '/admin/audit',
      access: 'administrator',
      summary: 'The audit log, newest first',
      query: auditQuery,
      answer: auditPage,
      handle: ({ query }) => findEntries(orm, query),
    }),
    endpoint({
      method: 'get',
      path: '/admin/audit/state',
      access: 'administrator',
      summary: 'Whether the chain of the audit log holds',
      answer: auditState,
      handle: async () => {
        const { whole, entries, brokenAt } = await verifyAudit(orm);
        return { whole, entries, brokenAt };
      },
    }),
  ];
}
