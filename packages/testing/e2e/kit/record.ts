/** The record as the server's database has it, behind every screen. */
import type { Product } from '../../src/product.ts';

export interface RecordLine {
  readonly name: string;
  readonly email: string;
  readonly status: string;
  readonly source: string;
  readonly trust: string | null;
}

/** Attendance rows of a session, by e-mail. */
export async function recordOf(product: Product, sessionId: string): Promise<readonly RecordLine[]> {
  const { rows } = await product.server.deps.database.client.execute({
    sql: `SELECT u.email, u.given_name || ' ' || u.family_name AS name, a.status, a.source, a.trust FROM attendance a
          JOIN sessions s ON s.id = a.session_id JOIN users u ON u.id = a.student_id
          WHERE s.uuid = ? ORDER BY u.email = 'student@acem.ac.in' DESC, u.email`,
    args: [sessionId],
  });
  return rows.map((row) => ({
    name: textOf(row['name']),
    email: textOf(row['email']),
    status: textOf(row['status']),
    source: textOf(row['source']),
    trust: row['trust'] === null ? null : textOf(row['trust']),
  }));
}

/** The newest scan of a student since the product started (the demo's history is older), and what became of it. */
export async function lastVerdictOf(
  product: Product,
  email: string,
): Promise<{ readonly outcome: string; readonly reason: string | null } | null> {
  const { rows } = await product.server.deps.database.client.execute({
    sql: `SELECT s.outcome, s.reason FROM scans s JOIN users u ON u.id = s.student_id
          WHERE u.email = ? AND s.received_at >= ? ORDER BY s.received_at DESC LIMIT 1`,
    args: [email, product.startedAt],
  });
  const [row] = rows;
  if (row === undefined) return null;
  return { outcome: textOf(row['outcome']), reason: row['reason'] === null ? null : textOf(row['reason']) };
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`text expected, not ${typeof value}`);
  return value;
}
