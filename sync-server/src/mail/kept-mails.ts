/**
 * Mails that wait for the mail server, in the database: a restart loses none of them (docs/decisions/0022). What is
 * asked for before the writer's next turn is written together.
 */
import { asc, eq, sql } from 'drizzle-orm';
import type { InStatement } from '@libsql/client';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/open-database.ts';
import { waitingMails } from '../db/mail-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { WriteTurn, Writer } from '../db/writer.ts';
import type { Mail } from './mail.ts';

export interface KeptMail {
  readonly id: string;
  readonly mail: Mail;
}

export interface KeptMails {
  /** Resolves once it is durable. */
  readonly keep: (kept: KeptMail) => Promise<void>;
  /** It is delivered, or can't be. */
  readonly forget: (id: string) => Promise<void>;
  /** What an earlier run of the server left, in the order in which it was posted. */
  readonly left: () => AsyncIterable<KeptMail>;
}

interface Deps {
  readonly database: Database;
  readonly writer: Writer;
  readonly clock: Clock;
  /** The mail with a fresh code; null: its reader needs none any more. The statement is committed with the row. */
  readonly reviveClaim: (
    to: string,
    postedAt: number,
  ) => Promise<{ readonly mail: Mail; readonly statement: InStatement } | null>;
}

type Row = typeof waitingMails.$inferSelect;

export function makeKeptMails({ database, writer, clock, reviveClaim }: Deps): KeptMails {
  const { orm } = database;
  let asked: InStatement[] = [];
  let writing: Promise<void> | null = null;

  function write(statement: InStatement): Promise<void> {
    asked.push(statement);
    if (writing !== null) return writing;
    let isTaken = false;
    const take = (): readonly InStatement[] => {
      const statements = asked;
      asked = [];
      writing = null;
      isTaken = true;
      return statements;
    };
    writing = writer
      .run((turn) => turn.commit(take(), []))
      .catch((cause: unknown) => {
        // A writer that is too busy never came to take them: those who wait are told, and the next begins anew.
        if (!isTaken) take();
        throw cause;
      });
    return writing;
  }

  /** @returns null: nobody needs it any more */
  async function revived(turn: WriteTurn, row: Row): Promise<Mail | null> {
    const { id, to, subject, text, patient, usefulUntil, postedAt } = row;
    if (subject !== null && text !== null) return { to, subject, text, patient, usefulUntil, kept: 'whole' };
    const found = clock.now() <= usefulUntil ? await reviveClaim(to, postedAt) : null;
    if (found === null) {
      await turn.commit([deletion(id)], []);
      return null;
    }
    // Of that moment: a code that is drawn later is somebody else's doing.
    const posted = { ...row, postedAt: clock.now() };
    await turn.commit([found.statement, upsertRows(waitingMails, [posted])], []);
    return { ...found.mail, patient, usefulUntil, kept: 'without_code' };
  }

  return {
    keep: ({ id, mail }) => write(upsertRows(waitingMails, [rowOf(id, mail, clock.now())])),
    forget: (id) => write(deletion(id)),
    left: async function* () {
      const ids = await orm
        .select({ id: waitingMails.id })
        .from(waitingMails)
        .orderBy(asc(waitingMails.postedAt), sql`rowid`);
      for (const { id } of ids) {
        const mail = await writer.run(async (turn) => {
          const [row] = await orm.select().from(waitingMails).where(eq(waitingMails.id, id));
          return row ? revived(turn, row) : null;
        });
        if (mail !== null) yield { id, mail };
      }
    },
  };
}

function rowOf(id: string, { to, subject, text, patient = false, usefulUntil, kept }: Mail, at: number): Row {
  const words = kept === 'whole' ? { subject, text } : { subject: null, text: null };
  return { id, to, ...words, patient, postedAt: at, usefulUntil };
}

function deletion(id: string): InStatement {
  return { sql: 'DELETE FROM waiting_mails WHERE id = ?', args: [id] };
}
