/** One history from beginning to end: the school opens, everything of the plan happens, calm returns, all is checked. */
import { rmSync } from 'node:fs';
import { withVirtualGlobals } from './borrowed-globals.ts';
import { LAST_ACT } from './cast.ts';
import type { Chance } from './chance.ts';
import { chanceOf } from './chance.ts';
import { checkNothingLost, checkOutbox, checkRecord, checkReplica, checkSuspicions } from './check-end.ts';
import { checkFirstReceipts } from './check-receipts.ts';
import { login, ownerOf, perform } from './perform.ts';
import type { Account } from './account.ts';
import type { Phone } from './phone.ts';
import type { Plan } from './plan.ts';
import { copyOfSchool, DAY_MS, MINUTE_MS, person, START } from './school.ts';
import { Violation } from './violation.ts';
import { virtualTime } from './virtual-time.ts';
import type { WorldTampering } from './world.ts';
import { World } from './world.ts';

const COOKIE_DAYS = 30;
/** Longer than every backoff, every closed app and every late message. */
const CALM_MS = 20 * MINUTE_MS;
const ONE_SYNC_MS = 15_000;
const LOGIN_TRIES = 3;

export interface Outcome {
  readonly violation: Violation | null;
  /** SHA-256 of the history: equal for equal plans. */
  readonly hash: string;
  readonly history: readonly string[];
  /** How often each kind of act and of message fate occurred. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Runs of one process follow one another: they borrow its clock. */
export async function runPlan(plan: Plan, tampering: WorldTampering = {}): Promise<Outcome> {
  const dataDir = await copyOfSchool();
  const time = virtualTime(START - COOKIE_DAYS * DAY_MS);
  const world = new World(plan, dataDir, time, tampering);
  const surrogates = {
    now: time.now,
    after: (delayMs: number, task: () => void) => time.after(delayMs, world.server.guard(task)),
  };
  try {
    await withVirtualGlobals(surrogates, async () => {
      try {
        await live(world);
      } catch (cause) {
        if (!(cause instanceof Violation)) throw cause;
        world.fail(cause.rule, cause.message);
      } finally {
        await world.server.stop();
      }
    });
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  const { history, counts } = world;
  return { violation: world.violation(), hash: world.historyHash(), history, counts };
}

async function live(world: World): Promise<void> {
  const { time, plan } = world;
  await world.open();
  await openPhones(world, chanceOf(plan.seed, 'opening'));
  for (const act of plan.acts) time.at(act.at, () => perform(world, act));
  await time.runUntil(LAST_ACT + MINUTE_MS);
  if (world.violation()) return;
  await calmDown(world);
  if (world.violation()) return;
  await checkNothingLost(world);
  await checkFirstReceipts(world);
  await checkRecord(world);
  await checkSuspicions(world);
  for (const [phone, account] of accountsOf(world)) {
    await signIn(world, phone, account);
    checkOutbox(account, `${account.person.name} on ${phone.traits.name}, again`);
    await checkReplica(world, phone, account);
    if (world.violation()) return;
  }
}

async function openPhones(world: World, chance: Chance): Promise<void> {
  const { time, plan, phones } = world;
  const old = plan.phones.filter(({ oldLogin }) => oldLogin);
  for (const { index, owner } of old) {
    // The cookie ends somewhere within the history.
    await time.runUntil(time.now() + chance.whole(1, 40) * MINUTE_MS);
    await time.runThrough(login(world, world.phone(index), owner));
  }
  await time.runUntil(START - 30 * MINUTE_MS);
  for (const { index, owner, oldLogin } of plan.phones) {
    if (!oldLogin) await time.runThrough(login(world, world.phone(index), owner));
  }
  for (const phone of phones) phone.beginTicking();
  world.beginWatchingPhones();
}

/** The network is back, everything runs, and in the end everybody has signed in again. */
async function calmDown(world: World): Promise<void> {
  const { time, network, server, phones } = world;
  network.calm();
  server.calm();
  for (const phone of phones) {
    phone.storage.empty();
    phone.start();
  }
  await time.runUntil(time.now() + CALM_MS);
  for (const phone of phones) {
    const account = phone.signedIn && phone.account(phone.signedIn);
    if (!account || phone.needsLogin || phone.wire.cookie === null) continue;
    world.count('outboxes emptied by themselves');
    checkOutbox(account, `${account.person.name} on ${phone.traits.name}`);
  }
  // Of those that listen nobody has asked for anything since: pokes alone have brought them here.
  for (const phone of phones) {
    const account = phone.listening();
    if (account === null) continue;
    world.count('replicas kept current by pokes');
    await checkReplica(world, phone, account);
  }
  for (const [phone, account] of accountsOf(world)) {
    await signIn(world, phone, account);
    checkOutbox(account, `${account.person.name} on ${phone.traits.name}, signed in`);
  }
}

function accountsOf(world: World): readonly (readonly [Phone, Account])[] {
  return world.phones.flatMap((phone) => {
    const owner = person(ownerOf(world, phone.traits.index));
    const accounts = [...phone.accounts.values()];
    // The owner last, who then stays signed in.
    return accounts
      .toSorted((a, b) => Number(a.person === owner) - Number(b.person === owner))
      .map((account): [Phone, Account] => [phone, account]);
  });
}

async function signIn(world: World, phone: Phone, account: Account): Promise<void> {
  const { time } = world;
  const isIn = phone.signedIn === account.person && !phone.needsLogin && phone.wire.cookie !== null;
  if (isIn) phone.want('now');
  for (let tries = 0; !isIn; tries += 1) {
    if (await time.runThrough(phone.login(account.person))) break;
    if (tries === LOGIN_TRIES) throw new Violation('login_works', account.person.name);
  }
  await time.runUntil(time.now() + ONE_SYNC_MS);
}
