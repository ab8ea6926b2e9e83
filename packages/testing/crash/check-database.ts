/** Does a database hold what was promised, once, and do its derived tables say what its facts and verdicts say? */
import { join } from 'node:path';
import type { Row } from '@libsql/client';
import { createClient } from '@libsql/client';
import { parseToken } from '@hazri/domain';
import { parseFact } from '@hazri/sync-protocol';
import { num, text } from '../src/sim/raw-rows.ts';
import type { Ledger } from './ledger.ts';

const COUNTED = ['present', 'late', 'absent', 'excused'] as const;

export interface Finding {
  readonly kind: 'lost' | 'twice' | 'broken';
  readonly what: string;
}

type Rows = (sql: string) => Promise<readonly Row[]>;

/** @param dataDir of a server that has stopped */
export async function checkDatabase(dataDir: string, ledger: Ledger): Promise<readonly Finding[]> {
  const client = createClient({ url: `file:${join(dataDir, 'hazri.db')}` });
  const rows: Rows = async (sql) => (await client.execute(sql)).rows;
  try {
    return [
      ...(await wholeness(rows)),
      ...(await promises(rows, ledger)),
      ...(await verdicts(rows)),
      ...(await attendance(rows)),
      ...(await tallies(rows)),
    ];
  } finally {
    client.close();
  }
}

const broken = (what: string): Finding => ({ kind: 'broken', what });

async function wholeness(rows: Rows): Promise<readonly Finding[]> {
  const said = (await rows('PRAGMA integrity_check')).map((row) => text(row, 'integrity_check'));
  return said.filter((line) => line !== 'ok').map((line) => broken(`integrity_check: ${line}`));
}

async function promises(rows: Rows, { acknowledged, stated, saved }: Ledger): Promise<readonly Finding[]> {
  const stored = new Map<string, number>();
  const scans = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string): void => {
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const all = await rows('SELECT f.id, f.json, u.email FROM facts f JOIN users u ON u.id = f.author_id');
  for (const row of all) {
    add(stored, text(row, 'id'));
    const parsed = parseFact(JSON.parse(text(row, 'json')));
    if (!parsed.ok || parsed.value.kind !== 'scan' || parsed.value.body.how === 'typed') continue;
    const token = parseToken(parsed.value.body.tokens[0]?.text ?? '');
    if (token.ok) add(scans, `${text(row, 'email')} ${token.value.ref}`);
  }
  const findings: Finding[] = [];
  const expectOnce = (what: string, count = 0): void => {
    if (count !== 1) findings.push({ kind: count === 0 ? 'lost' : 'twice', what });
  };
  for (const id of acknowledged) expectOnce(`acknowledged fact ${id}`, stored.get(id));
  for (const id of stated) if (!acknowledged.has(id)) expectOnce(`stated fact ${id}`, stored.get(id));
  for (const { email, ref } of saved)
    expectOnce(`scan of ${ref} that ${email} saw saved`, scans.get(`${email} ${ref}`));
  return findings;
}

/** Every scan fact that was taken in has its one verdict, and the fact's outcome is that verdict's. */
async function verdicts(rows: Rows): Promise<readonly Finding[]> {
  const wrong = await rows(`SELECT f.id, f.outcome AS fact, s.outcome AS scan FROM facts f
    LEFT JOIN scans s ON s.uuid = f.id WHERE f.kind = 'scan' AND f.outcome <> 'rejected'
    AND (s.uuid IS NULL OR s.outcome <> f.outcome)`);
  return wrong.map((row) => broken(`scan ${text(row, 'id')}: ${JSON.stringify(row)}`));
}

/** Who has an accepted scan of a session is on its record, and nobody is there by a scan that isn't. */
async function attendance(rows: Rows): Promise<readonly Finding[]> {
  const missing = await rows(`SELECT s.uuid FROM scans s
    LEFT JOIN attendance a ON a.session_id = s.session_id AND a.student_id = s.student_id
    WHERE s.outcome = 'accepted' AND (a.status IS NULL OR a.status NOT IN ('present', 'late', 'excused', 'void'))`);
  const invented = await rows(`SELECT a.session_id, a.student_id FROM attendance a WHERE a.source = 'scan'
    AND NOT EXISTS (SELECT 1 FROM scans s WHERE s.session_id = a.session_id AND s.student_id = a.student_id
    AND s.outcome = 'accepted')`);
  return [
    ...missing.map((row) => broken(`accepted scan ${text(row, 'uuid')} is not on the record`)),
    ...invented.map((row) => broken(`attendance without a scan: ${JSON.stringify(row)}`)),
  ];
}

async function tallies(rows: Rows): Promise<readonly Finding[]> {
  const counted = new Map<string, number>();
  for (const row of await rows(
    'SELECT class_id, student_id, status, count(*) AS n FROM attendance GROUP BY 1, 2, 3',
  ))
    counted.set(`${num(row, 'class_id')} ${num(row, 'student_id')} ${text(row, 'status')}`, Number(row['n']));
  return (await rows('SELECT * FROM tallies')).flatMap((tally) =>
    COUNTED.filter(
      (status) =>
        (counted.get(`${num(tally, 'class_id')} ${num(tally, 'student_id')} ${status}`) ?? 0) !==
        num(tally, status),
    ).map((status) => broken(`tally of ${status}: ${JSON.stringify(tally)}`)),
  );
}
