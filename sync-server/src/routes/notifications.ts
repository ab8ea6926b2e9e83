/** `/api/notifications`, `/api/push*`: one's own news, and how to be told of it. */
import {
  notificationChoices,
  notificationPage,
  notificationQuery,
  pushKey,
  pushSubscription,
  pushSubscriptionEnd,
  readAnswer,
} from '@hazri/sync-protocol/api/notifications';
import type { AppDeps } from '../app-deps.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';

export function notificationEndpoints({ news }: AppDeps): readonly Endpoint[] {
  const { choices, door, identity, inbox, subscriptions } = news;
  return [
    endpoint({
      method: 'get',
      path: '/notifications',
      access: 'user',
      summary: 'One’s own notifications, newest first',
      refuses: ['not_found'],
      query: notificationQuery,
      answer: notificationPage,
      handle: async ({ caller, query: { before } }) =>
        (await inbox.page(caller.user.id, before ?? null)) ?? problem('not_found'),
    }),
    endpoint({
      method: 'post',
      path: '/notifications/read-all',
      access: 'user',
      summary: 'Mark all of one’s own notifications read, on every device',
      answer: readAnswer,
      handle: async ({ caller }) => ({ read: await inbox.readAll(caller.user.id) }),
    }),
    endpoint({
      method: 'post',
      path: '/notifications/:id/read',
      access: 'user',
      summary: 'Mark a notification of one’s own read, on every device',
      refuses: ['not_found'],
      answer: readAnswer,
      handle: async ({ caller, params }) => {
        const read = await inbox.read(caller.user.id, params['id'] ?? '');
        return read === null ? problem('not_found') : { read };
      },
    }),
    endpoint({
      method: 'get',
      path: '/notifications/choices',
      access: 'user',
      summary: 'What one wants to be told by push and e-mail',
      answer: notificationChoices,
      handle: ({ caller }) => choices.of(caller.user.id),
    }),
    endpoint({
      method: 'put',
      path: '/notifications/choices',
      access: 'user',
      summary: 'Choose what one wants to be told by push and e-mail',
      body: notificationChoices,
      answer: notificationChoices,
      handle: async ({ caller, body }) => {
        await choices.set(caller.user.id, body);
        return choices.of(caller.user.id);
      },
    }),
    endpoint({
      method: 'get',
      path: '/push/key',
      access: 'user',
      summary: 'The key that a browser subscribes to push messages with',
      answer: pushKey,
      handle: () => Promise.resolve({ key: identity.publicKey }),
    }),
    endpoint({
      method: 'post',
      path: '/push-subscriptions',
      access: 'user',
      summary: 'Send push messages to this browser, while its login lasts',
      body: pushSubscription,
      handle: async ({ c, caller, body: { endpoint: address, keys, language } }) => {
        if (!URL.canParse(address) || !door.mayReach(new URL(address)))
          return problem('body_malformed', { issues: [{ path: 'endpoint', code: 'not_public' }] });
        await subscriptions.add(caller.session, { endpoint: address, ...keys, language });
        return c.body(null, 204);
      },
    }),
    endpoint({
      method: 'delete',
      path: '/push-subscriptions',
      access: 'user',
      summary: 'Send no more push messages to this browser',
      body: pushSubscriptionEnd,
      handle: async ({ c, caller, body }) => {
        await subscriptions.end(caller.user.id, body.endpoint);
        return c.body(null, 204);
      },
    }),
  ];
}
