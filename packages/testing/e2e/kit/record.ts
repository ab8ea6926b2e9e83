/** The record as the server's database has it, behind every screen. */
import type { Product } from '../../src/product.ts';

export interface RecordLine {
  readonly email: string;
  readonly status: string;
  readonly source: string;
  readonly trust: string | null;
}

/** Attendance rows of a session, by e-mail. */
export async function recordOf(product: Product, sessionId: string): Promise<readonly RecordLine[]> {
  const { rows } = await product.server.deps.database.client.execute({
    sql: `SELECT u.email, a.status, a.source, a.trust FROM attendance a
          JOIN sessions s ON s.id = a.session_id JOIN users u ON u.id = a.student_id
          WHERE s.uuid = ? ORDER BY u.email = 'student@acem.ac.in' DESC, u.email`,
    args: [sessionId],
  });
  return rows.map((row) => ({
    email: String(row['email']),
    status: String(row['status']),
    source: String(row['source']),
    trust: row['trust'] === null ? null : String(row['trust']),
  }));
}
