/**
 * Monday morning's round: every class that met in the last week has its students below the line told. Looked for every
 * few minutes rather than waited for, and what was done is on record with what it did: a restart neither loses a round
 * nor makes one twice.
 */
import { and, eq, gte, lt } from 'drizzle-orm';
import { fromLocal, localDate, startOfDate } from '@hazri/domain';
import type { AppDeps } from '../app-deps.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { alertRounds } from '../db/alert-schema.ts';
import { sessions } from '../db/class-schema.ts';
import { MIN_SESSIONS_FOR_WARNING } from '../sync/note-news.ts';
import { alertClass } from './alert-class.ts';

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
/** By the clocks where the class is. */
export const ROUND_HOUR = 7;
const HOUR_MS = 3_600_000;
/** A server that was off may be this late; then the next Monday is soon enough. */
const CATCH_UP_MS = DAY_MS;
const LOOK_EVERY_MS = 10 * 60_000;

export interface WeeklyAlerts {
  /** Makes whatever rounds are due. @returns of how many classes */
  readonly look: () => Promise<number>;
  /** Resolves when a class that is being told has been. */
  readonly close: () => Promise<void>;
}

export function makeWeeklyAlerts(deps: AppDeps): WeeklyAlerts {
  let closed = false;
  let looking: Promise<number> | null = null;

  async function lookAround(): Promise<number> {
    const { catalogue, clock, database, report } = deps;
    const rounds = await database.orm.select().from(alertRounds);
    const doneBy = new Map(rounds.map(({ classId, monday }) => [classId, monday]));
    let made = 0;
    for (const ofClass of [...catalogue.allClasses()]) {
      if (closed) break;
      const due = ofClass.archivedAt === null ? roundDue(clock.now(), ofClass.timeZone) : null;
      if (due === null || doneBy.get(ofClass.id) === due.monday) continue;
      try {
        if (await makeRound(deps, ofClass, due)) made += 1;
      } catch (cause) {
        report(new Error('a weekly round of low attendance failed', { cause }));
      }
    }
    return made;
  }

  return {
    look: () => (looking ??= lookAround().finally(() => (looking = null))),
    close: async () => {
      closed = true;
      await looking?.catch(() => undefined);
    },
  };
}

/** From the server's start on. @returns what ends it */
export function startWeeklyAlerts(deps: AppDeps): Pick<WeeklyAlerts, 'close'> {
  const weekly = makeWeeklyAlerts(deps);
  const look = () => void weekly.look().catch(deps.report);
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  look();
  return {
    close: () => {
      clearInterval(timer);
      return weekly.close();
    },
  };
}

interface Round {
  /** Local date. */
  readonly monday: string;
  /** Epoch ms. */
  readonly begins: number;
}

/** False: the class didn't meet in the week before, so nothing has changed. */
async function makeRound(deps: AppDeps, ofClass: ClassRecord, { monday, begins }: Round): Promise<boolean> {
  const met = await deps.database.orm.$count(
    sessions,
    and(
      eq(sessions.classId, ofClass.id),
      eq(sessions.status, 'completed'),
      gte(sessions.startsAt, begins - WEEK_DAYS * DAY_MS),
      lt(sessions.startsAt, begins),
    ),
  );
  if (met === 0) return false;
  const audit = { at: deps.clock.now(), actorId: null, address: null };
  await alertClass(deps, ofClass, { minSessions: MIN_SESSIONS_FOR_WARNING, monday, audit });
  return true;
}

/** The round that is to be made now; null: none. */
export function roundDue(now: number, timeZone: string): Round | null {
  const midnight = startOfDate(localDate(now, timeZone), 'UTC') ?? 0;
  // 1 January 1970 was a Thursday, three days after a Monday.
  const daysSinceMonday = (midnight / DAY_MS + 3) % WEEK_DAYS;
  const monday = midnight - daysSinceMonday * DAY_MS;
  const begins = fromLocal(monday + ROUND_HOUR * HOUR_MS, timeZone);
  return begins <= now && now < begins + CATCH_UP_MS ? { monday: localDate(monday, 'UTC'), begins } : null;
}
