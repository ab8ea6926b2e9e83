/** Everything that tells people of something, put together. */
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Clock, Random } from '../clock.ts';
import type { Database } from '../db/open-database.ts';
import type { Writer } from '../db/writer.ts';
import type { Config } from '../env.ts';
import type { KeySchedule } from '../keys/key-schedule.ts';
import type { PushDoor } from '../push/push-door.ts';
import { makePushDoor } from '../push/push-door.ts';
import type { PushIdentity } from '../push/push-identity.ts';
import { makePushIdentity } from '../push/push-identity.ts';
import type { PushSender } from '../push/push-sender.ts';
import { makePushSender } from '../push/push-sender.ts';
import type { PushSubscriptions } from '../push/push-subscriptions.ts';
import { makePushSubscriptions } from '../push/push-subscriptions.ts';
import type { PokeHub } from '../sync/poke-hub.ts';
import type { Choices } from './choices.ts';
import { openChoices } from './choices.ts';
import type { Inbox } from './inbox.ts';
import { makeInbox } from './inbox.ts';
import { startSweeping } from './sweep.ts';

export interface News {
  readonly inbox: Inbox;
  readonly choices: Choices;
  readonly subscriptions: PushSubscriptions;
  readonly identity: PushIdentity;
  readonly door: PushDoor;
  readonly sender: PushSender;
  readonly close: () => void;
}

interface Deps {
  readonly config: Config;
  readonly database: Database;
  readonly writer: Writer;
  readonly catalogue: Catalogue;
  readonly keys: KeySchedule;
  readonly pokes: PokeHub;
  readonly clock: Clock;
  readonly random: Random;
  readonly report: (cause: unknown) => void;
  readonly door?: PushDoor | undefined;
}

export async function openNews(deps: Deps): Promise<News> {
  const { config, database, writer, clock, keys, door = makePushDoor() } = deps;
  const choices = await openChoices(database, writer);
  const subscriptions = makePushSubscriptions(database, writer, clock);
  const isSecure = config.origin?.startsWith('https:') ?? false;
  const contact =
    isSecure && config.origin !== null ? config.origin : `mailto:postmaster@${config.allowedEmailDomain}`;
  const identity = makePushIdentity(keys, clock, contact);
  const sender = makePushSender({ ...deps, choices, subscriptions, identity, door });
  const stopSweeping = startSweeping(deps);
  return {
    inbox: makeInbox(deps),
    choices,
    subscriptions,
    identity,
    door,
    sender,
    close: () => {
      stopSweeping();
      sender.close();
    },
  };
}
