/** `/api/notifications`, `/api/push*`: what a person was told, and how they want to be told. */
import * as z from 'zod/mini';
import { someText, uuid } from '../primitives.ts';
import { notificationRow } from '../rows/notification.ts';

export const notificationQuery = z.strictObject({
  /** Those told before this one: `next` of the page before. */
  before: z.optional(uuid),
});

export const notificationPage = z.object({
  /** Newest first. */
  notifications: z.array(notificationRow),
  /** `before` of the next page; null at the end. */
  next: z.nullable(uuid),
  /** Of all, not of this page. */
  unread: z.int(),
});

/** How many changed: none of them was read before. */
export const readAnswer = z.object({ read: z.int() });

const byKind = z.strictObject({
  session_started: z.boolean(),
  attendance_recorded: z.boolean(),
  attendance_changed: z.boolean(),
  below_threshold: z.boolean(),
  account_approved: z.boolean(),
});

export const notificationChoices = z.strictObject({
  /** The list in the app. What isn't wanted there is told in no other way but by mail. */
  app: z.strictObject({
    session_started: z.boolean(),
    attendance_recorded: z.boolean(),
    attendance_changed: z.boolean(),
    below_threshold: z.boolean(),
  }),
  /** On top of the list, to the browsers that were allowed to show messages. */
  push: byKind,
  /** Only what somebody sends by e-mail at all. */
  email: z.strictObject({ below_threshold: z.boolean() }),
});
export type NotificationChoices = z.infer<typeof notificationChoices>;

/** As `PushSubscription.toJSON()` gives it, with the language that the messages are shown in. */
const base64Url = (bytes: number) =>
  z.string().check(z.regex(/^[A-Za-z0-9_-]+$/), z.length(Math.ceil((bytes * 4) / 3)));

/** Longer ones than the known push services have. */
export const pushEndpoint = someText(1_000).check(z.startsWith('https://'));

export const pushSubscription = z.strictObject({
  endpoint: pushEndpoint,
  keys: z.strictObject({
    /** The browser's P-256 point, uncompressed. */
    p256dh: base64Url(65),
    auth: base64Url(16),
  }),
  language: z.enum(['en', 'hi', 'te']),
});

export const pushSubscriptionEnd = z.strictObject({ endpoint: pushEndpoint });

/** The server's P-256 point, uncompressed, base64url: `applicationServerKey`. */
export const pushKey = z.object({ key: base64Url(65) });
