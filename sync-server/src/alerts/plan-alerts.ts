/** Who of a class is to be told that attendance is low, by which way, and who isn't and why? */
import { and, eq, gt } from 'drizzle-orm';
import { counted } from '@hazri/domain';
import type { RatePolicy } from '@hazri/domain';
import type { AlertSkip, ClassAlerts } from '@hazri/sync-protocol/api/alerts';
import type { AppDeps } from '../app-deps.ts';
import type { Language } from '../auth/account-languages.ts';
import { languagesOf } from '../auth/account-languages.ts';
import type { User } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { alertsTold } from '../db/alert-schema.ts';
import { institutionRates, ratesOf } from '../reports/class-rates.ts';
import type { LowStudent } from './low-students.ts';
import { lowStudents } from './low-students.ts';

/** Between two letters to a student about a class. Six and not seven: last Monday's doesn't stop this one's. */
export const REST_DAYS = 6;
const DAY_MS = 86_400_000;

export type PlanDeps = Pick<AppDeps, 'clock' | 'config' | 'database' | 'mailer' | 'news'>;

export interface PlannedAlert extends LowStudent {
  /** Gets a notification in the app. */
  readonly told: boolean;
  /** Gets a mail, or why not. */
  readonly mail: 'mailed' | AlertSkip;
  /** Of the account; null: it knows none. */
  readonly language: Language | null;
}

export interface AlertPlan {
  readonly policy: RatePolicy;
  readonly remaining: number;
  readonly alerts: readonly PlannedAlert[];
}

/** @param minSessions that must have counted before a rate is worth a word */
export async function planAlerts(
  { clock, config, database, mailer, news }: PlanDeps,
  ofClass: ClassRecord,
  minSessions: number,
): Promise<AlertPlan> {
  const now = clock.now();
  const policy = ratesOf(institutionRates(config), ofClass);
  const { students, remaining } = await lowStudents({ database, policy, now }, ofClass);
  const lately = await database.orm
    .select({ studentId: alertsTold.studentId })
    .from(alertsTold)
    .where(and(eq(alertsTold.classId, ofClass.id), gt(alertsTold.at, now - REST_DAYS * DAY_MS)));
  const resting = new Set(lately.map(({ studentId }) => studentId));
  const languages = await languagesOf(
    database,
    students.map(({ user }) => user.id),
  );
  const choicesOf = await news.choices.ofMany(students.map(({ user }) => user.id));
  let room = mailer.room();

  function mailFor({ user, standing }: LowStudent): PlannedAlert['mail'] {
    if (counted(standing) < minSessions) return 'too_early';
    if (resting.has(user.id)) return 'lately_told';
    if (!mailer.sends) return 'no_mail_server';
    if (addressOf(user) === null) return 'no_address';
    if (!choicesOf(user.id).email.below_threshold) return 'unwanted';
    return room-- > 0 ? 'mailed' : 'mail_full';
  }

  const alerts = students.map((student): PlannedAlert => {
    const mail = mailFor(student);
    const told = !LEFT_ALONE.includes(mail) && !news.choices.isSilenced(student.user.id, 'below_threshold');
    return { ...student, mail, told, language: languages.get(student.user.id) ?? null };
  });
  return { policy, remaining, alerts };
}

/** Not told in the app either: it isn't their turn. */
const LEFT_ALONE: readonly PlannedAlert['mail'][] = ['too_early', 'lately_told', 'mail_full'];

/** Where a letter about somebody may go: an address that its owner has proven, or that staff wrote down. */
export function addressOf({ email, state }: User): string | null {
  return state === 'active' ? email : null;
}

/** The plan in numbers. */
export function countAlerts({ alerts, policy }: AlertPlan): ClassAlerts {
  const count = (mail: PlannedAlert['mail']) => alerts.filter((alert) => alert.mail === mail).length;
  return {
    thresholdPercent: policy.thresholdPercent,
    low: alerts.length,
    mailed: count('mailed'),
    told: alerts.filter(({ told, mail }) => told && mail !== 'mailed').length,
    skipped: {
      too_early: count('too_early'),
      lately_told: count('lately_told'),
      no_mail_server: count('no_mail_server'),
      no_address: count('no_address'),
      unwanted: count('unwanted'),
      mail_full: count('mail_full'),
    },
  };
}
