/** The letter to a student whose attendance in a class is low: how low, what it takes, and where to look. */
import type { RatePolicy } from '@hazri/domain';
import { counted, mustAttendInARow, wholePercent } from '@hazri/domain';
import type { User } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import type { Standing } from '../reports/standing.ts';
import type { Mail } from './mail.ts';
import { plainLine } from './plain-line.ts';

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
}

export function alertMail(alert: Alert): Mail {
  const { to, usefulUntil, origin, user, ofClass, standing, policy } = alert;
  const name = plainLine(`${user.givenName} ${user.familyName}`);
  const course = plainLine(`${ofClass.course} ${ofClass.title}`);
  const percent = wholePercent(standing, policy) ?? 0;
  const missed = standing.absent + (policy.excusedCounts ? 0 : standing.excused);
  const lines = [
    `Dear ${name},`,
    `your attendance in ${course}, section ${plainLine(ofClass.section)}, is ${percent} %. ${policy.thresholdPercent} % is needed.`,
    `Of ${sessions(counted(standing))} so far you missed ${missed}.`,
    whatItTakes(alert),
    `Every session, and where to ask if one is wrong:\n${origin ?? ''}/student/classes/${ofClass.uuid}`,
    `You can turn these mails off: ${origin ?? ''}/student/profile`,
  ];
  return {
    to,
    subject: `Your attendance in ${course}: ${percent} %`,
    text: `${lines.join('\n\n')}\n\nHazri, class attendance\n`,
    usefulUntil,
    patient: true,
  };
}

function whatItTakes({ standing, policy, remaining }: Alert): string {
  const needed = mustAttendInARow(standing, policy);
  const line = `${policy.thresholdPercent} %`;
  // Nothing left in the timetable doesn't say that nothing is to come: sessions are held without one, too.
  if (needed === null || (needed > remaining && remaining > 0))
    return `Even by attending whatever is left, ${line} can’t be reached any more: please speak with your professor.`;
  return needed === 1
    ? `Attend the next session, and you reach ${line}.`
    : `Attend the next ${needed} sessions without missing one, and you reach ${line}.`;
}

function sessions(count: number): string {
  return count === 1 ? '1 session' : `${count} sessions`;
}
