/** Tells the students of a class whose attendance is low: in the app, and by mail who wants it (NOTE8). */
import { wholePercent } from '@hazri/domain';
import type { ClassAlerts } from '@hazri/sync-protocol/api/alerts';
import type { AppDeps } from '../app-deps.ts';
import type { AuditEntry } from '../audit/audit-trail.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { newUuid } from '../catalogue/catalogue.ts';
import { alertRounds, alertsTold } from '../db/alert-schema.ts';
import { notifications } from '../db/notification-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import { alertMail } from '../mail/alert-mail.ts';
import type { Mail } from '../mail/mail.ts';
import { ABOUT_NOTHING } from '../sync/note-news.ts';
import { meOf } from '../sync/poke-hub.ts';
import type { NotificationRow } from '../sync/rows.ts';
import type { AlertPlan, PlanDeps } from './plan-alerts.ts';
import { addressOf, countAlerts, planAlerts } from './plan-alerts.ts';

export type AlertDeps = PlanDeps & Pick<AppDeps, 'pokes' | 'random' | 'writer'>;

export interface Alerting {
  /** Sessions that must have counted before a rate is worth a word. */
  readonly minSessions: number;
  /** Monday of the weekly round that this is; null: somebody asked for it. */
  readonly monday: string | null;
  readonly audit: Pick<AuditEntry, 'at' | 'actorId' | 'address'>;
}

/** A letter says how things stand; a day later that may be over. */
const USEFUL_MS = 86_400_000;

/**
 * Whom it tells is on record before the mails go out: a crash in between costs a letter, and nobody gets one twice.
 */
export async function alertClass(
  deps: AlertDeps,
  ofClass: ClassRecord,
  { minSessions, monday, audit }: Alerting,
): Promise<ClassAlerts> {
  const { clock, mailer, news, pokes, random, writer } = deps;
  const { plan, notes } = await writer.run(async (turn) => {
    const plan = await planAlerts(deps, ofClass, minSessions);
    const at = clock.now();
    const notes = plan.alerts
      .filter(({ told }) => told)
      .map(({ user, standing }): NotificationRow => ({
        ...ABOUT_NOTHING,
        id: turn.nextId('notifications'),
        uuid: newUuid(clock, random),
        userId: user.id,
        kind: 'below_threshold',
        at,
        classId: ofClass.id,
        studentId: user.id,
        percent: wholePercent(standing, plan.policy),
        rev: turn.nextRev(),
      }));
    const reached = plan.alerts.filter(({ told, mail }) => told || mail === 'mailed');
    const { low, mailed, told, skipped } = countAlerts(plan);
    // A round that found no room for some mails is taken up again.
    const isRound = monday !== null && skipped.mail_full === 0;
    if (monday === null || reached.length > 0) {
      const detail = { low, mailed, told, skipped, weekly: monday !== null };
      turn.audit({ ...audit, action: 'alerts.sent', subject: `class:${ofClass.uuid}`, detail });
    }
    await turn.commit(
      [
        ...(notes.length === 0 ? [] : [upsertRows(notifications, notes)]),
        upsertRows(
          alertsTold,
          reached.map(({ user }) => ({ classId: ofClass.id, studentId: user.id, at })),
        ),
        ...(isRound ? [upsertRows(alertRounds, [{ classId: ofClass.id, monday }])] : []),
      ],
      notes.map(({ userId }) => meOf(userId)),
    );
    return { plan, notes };
  });
  pokes.publish(new Set(notes.map(({ userId }) => meOf(userId))));
  news.sender.offer(notes);
  for (const mail of mailsOf(deps, ofClass, plan)) mailer.post(mail);
  return countAlerts(plan);
}

function mailsOf(
  { clock, config }: AlertDeps,
  ofClass: ClassRecord,
  { alerts, policy, remaining }: AlertPlan,
): readonly Mail[] {
  return alerts.flatMap(({ user, standing, mail, language }) => {
    const to = addressOf(user);
    if (mail !== 'mailed' || to === null) return [];
    const usefulUntil = clock.now() + USEFUL_MS;
    return [
      alertMail({
        to,
        usefulUntil,
        origin: config.origin,
        user,
        ofClass,
        standing,
        policy,
        remaining,
        language,
      }),
    ];
  });
}
