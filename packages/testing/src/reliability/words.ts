/** What the simulation counts, in words for whoever reads docs/reliability.md, and whether it is a fault. */
import type { ActKind } from '../sim/acts.ts';
import { FAULT_KINDS } from '../sim/acts.ts';
import type { Fate, WeatherKind } from '../sim/network.ts';
import type { LiveFate } from '../sim/live-wires.ts';
import type { DiskAilment } from '../sim/server-edge.ts';

const ACTS: Readonly<Record<ActKind, string>> = {
  open: 'session opened',
  complete: 'session completed',
  cancel: 'session cancelled',
  reopen: 'session opened again',
  shown: 'list of shown codes handed in',
  scan: 'code scanned or typed',
  mark: 'marked by hand',
  headcount: 'heads counted',
  review: 'scan accepted or rejected by staff',
  witness: 'scan witnessed by staff',
  enrol: 'student or walk-in enrolled',
  unenrol: 'student taken off the class',
  paper: 'excuse or appeal written or decided',
  guess: 'short codes guessed',
  burst: 'more stated at once than one request carries',
  renew_keys: 'keys for codes fetched again',
  new_password: 'new password: every other login ends',
  dismiss: 'somebody no longer teaches a class',
  steal: 'id of somebody else’s scan used',
  sync: 'sync asked for by a person',
  login: 'signed in, perhaps on somebody else’s phone',
  logout: 'signed out',
  lose_cookie: 'browser forgot its login',
  old_fact: 'left in the outbox by another version of the app',
  upgrade: 'new version of the app',
  revoke: 'device taken off its account',
  weather: 'spells of bad network around one phone, all in all',
  partition: 'nobody reaches the server',
  overload: 'server too busy for a while',
  sick_disk: 'server’s disk ill for a while',
  storage_full: 'a phone stores nothing for a while',
  clock_step: 'a phone’s clock set to another time',
  crash_phone: 'app killed, between any two effects',
  wipe: 'a phone’s database lost',
  backup: 'server backed up',
  restore: 'server restored from a backup',
  crash_server: 'server killed, around any commit',
};

const FATES: Readonly<Record<Fate, string>> = {
  'lost request': 'request lost',
  'lost answer': 'answer lost after the server’s commit',
  delayed: 'message late by up to 40 s',
  overtaken: 'message overtaken by a later one',
  doubled: 'message delivered twice',
  'answered by somebody else': 'answered by a captive portal or proxy instead of the server',
  'turned away by a busy server': 'answered 503 with Retry-After',
};

const LIVE_FATES: Readonly<Record<LiveFate, string>> = {
  'poke lost': 'poke lost',
  'poke late': 'poke late by up to 40 s',
  'poke overtaken': 'poke overtaken by a later one',
  'poke doubled': 'poke delivered twice',
  'connection died unnoticed': 'live connection dead, and nobody notices for up to 5 min',
  'connection broken': 'live connection broken',
  'connection ended with its login': 'live connection ended by the server, as the login had ended',
};

const SPELLS: Readonly<Record<WeatherKind, string>> = {
  offline: 'spell without a network',
  lossy: 'spell in which messages get lost',
  slow: 'spell in which messages take long',
  doubling: 'spell in which messages come twice',
  portal: 'spell behind a captive portal',
  proxy: 'spell behind a proxy that refuses messages',
};

const DISKS: Readonly<Record<DiskAilment, string>> = {
  full: 'server’s disk full',
  failing: 'server’s disk failing',
  slow: 'server’s disk slow, commits of up to 3 s',
};

/** Counted beside the acts. */
const OTHERS = {
  'kept in memory': { words: 'kept in memory, as the phone stored nothing', isFault: true },
  'quota used up': { words: 'phone’s quota used up: it can read and not write', isFault: true },
  'database closed': { words: 'phone’s database closed: it can’t read either', isFault: true },
  'commits refused by the disk': { words: 'commit refused by the disk', isFault: true },
  'ids taken before their scan was sent': { words: 'id used before its own scan was sent', isFault: true },
  'held back and found out': { words: 'scan held back by its app, and found out', isFault: true },
  'first receipts honoured after a restore': {
    words: 'first receipt proven to a restored server',
    isFault: false,
  },
  'syncs served': { words: 'syncs answered', isFault: false },
  'other requests served': { words: 'other requests answered', isFault: false },
  'connections opened': { words: 'live connections opened', isFault: false },
  'pokes heard': { words: 'pokes heard', isFault: false },
  'pokes with news': { words: 'pokes after which a device asked', isFault: false },
  'pokes that were no news': { words: 'pokes that told a device nothing new', isFault: false },
  'replicas kept current by pokes': {
    words: 'replicas that pokes alone had kept current, held against a fresh pull',
    isFault: false,
  },
  'outboxes emptied by themselves': { words: 'outboxes emptied without anybody’s help', isFault: false },
} as const satisfies Readonly<Record<string, { readonly words: string; readonly isFault: boolean }>>;

export interface Counted {
  readonly words: string;
  /** Something went wrong; else people and devices did what they do. */
  readonly isFault: boolean;
}

const WORDS: ReadonlyMap<string, Counted> = new Map<string, Counted>([
  ...named(ACTS).map(([kind, words]): [string, Counted] => [kind, { words, isFault: FAULT_KINDS.has(kind) }]),
  ...named(FATES).map(([fate, words]): [string, Counted] => [fate, { words, isFault: true }]),
  ...named(LIVE_FATES).map(([fate, words]): [string, Counted] => [fate, { words, isFault: true }]),
  ...named(SPELLS).map(([kind, words]): [string, Counted] => [`spell: ${kind}`, { words, isFault: true }]),
  ...named(DISKS).map(([kind, words]): [string, Counted] => [`disk: ${kind}`, { words, isFault: true }]),
  ...Object.entries(OTHERS),
]);

function named<Key extends string>(words: Readonly<Record<Key, string>>): readonly [Key, string][] {
  return Object.entries(words) as [Key, string][];
}

/** @throws when nobody has words for it */
export function wordsFor(what: string): Counted {
  const found = WORDS.get(what);
  if (found === undefined) throw new Error(`words.ts has none for ${what}`);
  return found;
}
