/** Is everybody told once, and of what is so? Holds each commit's notifications against what it changed (ATT7, NOTE1). */
import { counted, isLow } from '@hazri/domain';
import { num } from './raw-rows.ts';
import type { RawExecute, RawRow } from './server-edge.ts';
import { Violation } from './violation.ts';

/** One missed lesson of two is no warning yet. */
const MIN_SESSIONS_FOR_WARNING = 4;

interface Seen {
  readonly lastId: number;
  readonly attendance: ReadonlyMap<string, RawRow>;
  readonly tallies: ReadonlyMap<string, RawRow>;
}

export class NewsWatch {
  readonly #rows: RawExecute;
  #seen: Seen | null = null;

  constructor(rows: RawExecute) {
    this.#rows = rows;
  }

  /** The server lives another life: what was before is nobody's business. */
  forget(): void {
    this.#seen = null;
  }

  /** Asked after each commit that may have changed attendance. */
  async check(): Promise<void> {
    const before = this.#seen;
    const after = await this.#look();
    this.#seen = after;
    if (before === null) return;
    const news = await this.#rows('SELECT * FROM notifications WHERE id > ?', [before.lastId]);
    for (const note of news) await this.#checkTold(note, before, after);
    for (const [key, row] of after.attendance) {
      const kind = newsOf(before.attendance.get(key), row);
      if (kind === null) continue;
      const told = news.filter((note) => note['kind'] === kind && isOwn(note, row));
      if (told.length !== 1)
        throw new Violation('told_once', `${kind} ${told.length} times: ${JSON.stringify(row)}`);
    }
  }

  async #checkTold(note: RawRow, before: Seen, after: Seen): Promise<void> {
    const about = `${num(note, 'session_id')} ${num(note, 'student_id')}`;
    switch (note['kind']) {
      case 'attendance_recorded':
      case 'attendance_changed': {
        const row = after.attendance.get(about);
        if (row && newsOf(before.attendance.get(about), row) === note['kind']) return;
        throw new Violation('told_what_is_so', JSON.stringify(note));
      }
      case 'below_threshold': {
        const of = `${num(note, 'class_id')} ${num(note, 'student_id')}`;
        if (isWarned(after.tallies.get(of)) && !isWarned(before.tallies.get(of))) return;
        throw new Violation('told_what_is_so', JSON.stringify(note));
      }
      case 'session_started': {
        const told = await this.#rows(
          "SELECT id FROM notifications WHERE kind = 'session_started' AND user_id = ? AND session_id = ?",
          [num(note, 'user_id'), num(note, 'session_id')],
        );
        if (told.length === 1) return;
        throw new Violation('told_once', JSON.stringify(note));
      }
      default:
        return;
    }
  }

  async #look(): Promise<Seen> {
    const [last] = await this.#rows('SELECT max(id) AS id FROM notifications');
    const attendance = await this.#rows('SELECT * FROM attendance');
    const tallies = await this.#rows('SELECT * FROM tallies');
    return {
      lastId: Number(last?.['id'] ?? 0),
      attendance: keyed(attendance, 'session_id'),
      tallies: keyed(tallies, 'class_id'),
    };
  }
}

function keyed(rows: readonly RawRow[], of: string): ReadonlyMap<string, RawRow> {
  return new Map(rows.map((row) => [`${num(row, of)} ${num(row, 'student_id')}`, row]));
}

/** What the student of an attendance row is to be told of its change. */
function newsOf(before: RawRow | undefined, after: RawRow): string | null {
  if (after['source'] !== 'scan') return null;
  if (before?.['source'] === 'completion') return 'attendance_changed';
  return (before?.['scan_token_time'] ?? null) === null ? 'attendance_recorded' : null;
}

function isOwn(note: RawRow, row: RawRow): boolean {
  return (
    note['user_id'] === row['student_id'] &&
    note['student_id'] === row['student_id'] &&
    note['session_id'] === row['session_id']
  );
}

function isWarned(row: RawRow | undefined): boolean {
  if (row === undefined) return false;
  const [present, late, absent, excused] = ['present', 'late', 'absent', 'excused'].map((name) =>
    num(row, name),
  );
  const tally = { present: present ?? 0, late: late ?? 0, absent: absent ?? 0, excused: excused ?? 0 };
  return counted(tally) >= MIN_SESSIONS_FOR_WARNING && isLow(tally);
}
