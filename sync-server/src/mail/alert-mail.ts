/** The letter to a student whose attendance in a class is low: how low, what it takes, and where to look. */
import type { RatePolicy } from '@hazri/domain';
import { counted, mustAttendInARow, wholePercent } from '@hazri/domain';
import type { Language } from '../auth/account-languages.ts';
import type { User } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import type { Standing } from '../reports/standing.ts';
import type { Mail } from './mail.ts';
import { plainLine } from './plain-line.ts';
import { wordsFor } from './words-for.ts';

interface Alert {
  readonly to: string;
  readonly usefulUntil: number;
  /** Public address; null in demo mode. */
  readonly origin: string | null;
  readonly user: Pick<User, 'givenName' | 'familyName'>;
  readonly ofClass: Pick<ClassRecord, 'uuid' | 'course' | 'title' | 'section'>;
  readonly standing: Standing;
  readonly policy: RatePolicy;
  /** Sessions of the timetable that are still to come. */
  readonly remaining: number;
  /** Of the student's account; null: it knows none. */
  readonly language: Language | null;
}

export function alertMail(alert: Alert): Mail {
  const { to, usefulUntil, origin, user, ofClass, standing, policy, language } = alert;
  const words = wordsFor(language);
  const course = plainLine(`${ofClass.course} ${ofClass.title}`);
  const percent = wholePercent(standing, policy) ?? 0;
  const missed = standing.absent + (policy.excusedCounts ? 0 : standing.excused);
  const lines = [
    words.alert.dear(plainLine(`${user.givenName} ${user.familyName}`)),
    words.alert.rate(course, plainLine(ofClass.section), percent, policy.thresholdPercent),
    words.alert.missed(counted(standing), missed),
    whatItTakes(alert),
    words.alert.where(`${origin ?? ''}/student/classes/${ofClass.uuid}`),
    words.alert.turnOff(`${origin ?? ''}/student/profile`),
    words.sign,
  ];
  return {
    to,
    subject: words.alert.subject(course, percent),
    text: `${lines.join('\n\n')}\n`,
    usefulUntil,
    patient: true,
    kept: 'whole',
  };
}

function whatItTakes({ standing, policy, remaining, language }: Alert): string {
  const { attend, outOfReach } = wordsFor(language).alert;
  const needed = mustAttendInARow(standing, policy);
  // Nothing left in the timetable doesn't say that nothing is to come: sessions are held without one, too.
  return needed === null || (needed > remaining && remaining > 0)
    ? outOfReach(policy.thresholdPercent)
    : attend(needed, policy.thresholdPercent);
}
