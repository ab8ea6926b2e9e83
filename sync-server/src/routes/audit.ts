/** `/api/admin/audit`: who did what, and whether the log is whole. */
import { and, desc, eq, inArray, like, lt } from 'drizzle-orm';
import { auditPage, auditQuery, auditState } from '@hazri/sync-protocol/api/audit';
import type { AppDeps } from '../app-deps.ts';
import { shownAddress } from '../audit/shown-address.ts';
import { verifyAudit } from '../audit/verify-audit.ts';
import { auditLog } from '../db/audit-schema.ts';
import { users } from '../db/schema.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';

const PAGE = 100;

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
      handle: async ({ query: { before, action, subject } }) => {
        const rows = await orm
          .select()
          .from(auditLog)
          .where(
            and(
              before === undefined ? undefined : lt(auditLog.seq, before),
              // A prefix of dotted words: `account` finds `account.approved`.
              action === undefined ? undefined : like(auditLog.action, `${action.replaceAll(/[%_]/g, '')}%`),
              subject === undefined ? undefined : eq(auditLog.subject, subject),
            ),
          )
          .orderBy(desc(auditLog.seq))
          .limit(PAGE);
        const actorIds = [...new Set(rows.flatMap((row) => row.actorId ?? []))];
        const actors =
          actorIds.length > 0 ? await orm.select().from(users).where(inArray(users.id, actorIds)) : [];
        const nameById = new Map(actors.map((row) => [row.id, `${row.givenName} ${row.familyName}`.trim()]));
        return {
          entries: rows.map((row) => ({
            seq: row.seq,
            at: row.at,
            actor: row.actorId === null ? null : (nameById.get(row.actorId) ?? ''),
            address: row.address === null ? null : shownAddress(row.address),
            action: row.action,
            subject: row.subject,
            detail: JSON.parse(row.detail) as Record<string, unknown>,
          })),
          next: rows.length === PAGE ? (rows.at(-1)?.seq ?? null) : null,
        };
      },
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
