/** What should the server's tables say? The reference fold of the domain over the facts that the server holds. */
import type {
  ClassId,
  Contact,
  DeviceId,
  Enrolment,
  Fact,
  FoldedRecord,
  Ground,
  Reading,
  ReceivedFact,
  Token,
  UserId,
} from '@hazri/domain';
import {
  clockJump,
  correctClaim,
  dayOfStep,
  DEFAULT_POLICY,
  factKey,
  foldRecord,
  parseReceipt,
  parseToken,
  receiptMessage,
  sessionRef,
  shortCodeFromMac,
  shortCodeMessage,
  shortCodeSteps,
  tagMatches,
  tokenMessage,
  typedReading,
} from '@hazri/domain';
import { parseFact } from '@hazri/sync-protocol';
import type { Chance } from './chance.ts';
import { chanceOf } from './chance.ts';
import { num, text } from './raw-rows.ts';
import { CLASS_IDS, idOf, PLANNED } from './school.ts';
import { trueContacts } from './true-contacts.ts';
import type { World } from './world.ts';

type Row = Readonly<Record<string, unknown>>;

export async function referenceRecord(world: World): Promise<FoldedRecord> {
  const tables = await readTables(world);
  // In an order that no server ever saw them in (FACT1).
  return foldRecord(shuffled(tables.received, chanceOf(world.plan.seed, 'order')), groundOf(world, tables));
}

function shuffled<T>(list: readonly T[], chance: Chance): readonly T[] {
  return list
    .map((item) => ({ item, place: chance.unit() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

interface Tables {
  readonly received: readonly ReceivedFact[];
  readonly keysRestored: boolean;
  readonly userUuids: ReadonlyMap<number, UserId>;
  readonly userIds: ReadonlyMap<string, number>;
  readonly devices: ReadonlyMap<
    string,
    { readonly x: string; readonly y: string; readonly installation: string }
  >;
  readonly base: ReadonlyMap<string, ReadonlyMap<UserId, Enrolment>>;
}

async function readTables({ server }: World): Promise<Tables> {
  const users = await server.rows('SELECT id, uuid FROM users');
  const userUuids = new Map(users.map((row) => [num(row, 'id'), idOf<'user'>(text(row, 'uuid'))]));
  const people = new Set(userUuids.values());
  const deviceRows = await server.rows('SELECT id, uuid, x, y, installation FROM devices');
  const deviceUuids = new Map(deviceRows.map((row) => [num(row, 'id'), idOf<'device'>(text(row, 'uuid'))]));
  const aliases = await server.rows(
    'SELECT a.uuid, u.uuid AS real FROM aliases a JOIN users u ON u.id = a.user_id',
  );
  const factRows = await server.rows("SELECT * FROM facts WHERE outcome <> 'set_aside' ORDER BY seq");
  const received = factRows.flatMap((row): ReceivedFact[] => {
    const author = userUuids.get(num(row, 'author_id'));
    const device = deviceUuids.get(num(row, 'device_id'));
    const parsed = parseFact(JSON.parse(text(row, 'json')));
    if (!parsed.ok || !author) return [];
    const fact: Fact = unaliased(parsed.value, aliases);
    // Of somebody whom nobody has told of yet: it waits (FACT5).
    if (fact.kind === 'mark' && !people.has(fact.body.studentId)) return [];
    return [
      {
        fact,
        author,
        device: device ?? null,
        receivedAt: num(row, 'received_at'),
        sentAt: num(row, 'sent_at'),
      },
    ];
  });
  const base = new Map<string, Map<UserId, Enrolment>>();
  const enrolled = await server.rows(
    'SELECT c.uuid AS class, u.uuid AS student, base_from, base_until FROM enrolments e JOIN classes c ON c.id = e.class_id JOIN users u ON u.id = e.student_id WHERE base_from IS NOT NULL',
  );
  for (const row of enrolled) {
    const roster = base.get(text(row, 'class')) ?? new Map<UserId, Enrolment>();
    const until = row['base_until'] === null ? null : num(row, 'base_until');
    roster.set(idOf<'user'>(text(row, 'student')), { from: num(row, 'base_from'), until });
    base.set(text(row, 'class'), roster);
  }
  const [meta] = await server.rows('SELECT keys_restored FROM meta');
  return {
    received,
    keysRestored: meta?.['keys_restored'] === 1,
    userUuids,
    userIds: new Map([...userUuids].map(([id, uuid]) => [uuid, id])),
    devices: new Map(
      deviceRows.map((row) => [
        text(row, 'uuid'),
        { x: text(row, 'x'), y: text(row, 'y'), installation: text(row, 'installation') },
      ]),
    ),
    base,
  };
}

/** A walk-in that turned out to have an account goes by the account's id. */
function unaliased(fact: Fact, aliases: readonly Row[]): Fact {
  if (aliases.length === 0) return fact;
  let json = JSON.stringify(fact);
  for (const row of aliases) json = json.replaceAll(text(row, 'uuid'), text(row, 'real'));
  const parsed = parseFact(JSON.parse(json));
  return parsed.ok ? parsed.value : fact;
}

function groundOf(world: World, tables: Tables): Ground {
  const { catalogue, signatures } = world.server.deps;
  const { keys } = world;
  const exchanges = Map.groupBy(world.server.committed, ({ device }) => device);
  const contacts = new Map([...exchanges].map(([device, own]) => [device, trueContacts(own)]));
  const contactsOf = (device: string): readonly Contact[] => contacts.get(device) ?? [];
  const isCarriedBy = (
    scan: ReceivedFact,
    exchange: { readonly sentAt: number; readonly receivedAt: number },
  ) => exchange.receivedAt === scan.receivedAt && exchange.sentAt === scan.sentAt;
  const classIdOf = (uuid: ClassId) => catalogue.classByUuid(uuid)?.id ?? 0;
  const read = (token: Token, gapMs: number): Reading => {
    if (catalogue.kid(token.kid) === undefined) return { ok: false, reason: 'token_unknown_key', gapMs };
    const mac = keys.sessionMac(token.kid, dayOfStep(token.stepStart), token.ref, tokenMessage(token));
    return tagMatches(token, mac)
      ? { ok: true, token, gapMs }
      : { ok: false, reason: 'token_bad_mac', gapMs };
  };
  return {
    timetable: PLANNED.map(({ id, of, startsAt }) => ({
      id,
      classId: CLASS_IDS[of],
      status: 'scheduled',
      startsAt,
      openedAt: null,
      closedAt: null,
      policy: DEFAULT_POLICY,
      room: '',
      title: null,
      lifecycle: null,
    })),
    keysRestored: tables.keysRestored,
    // The simulated school has no office.
    isAdministrator: () => false,
    isStaff: (user, classId, at) => catalogue.isStaff(classIdOf(classId), tables.userIds.get(user) ?? 0, at),
    kidOwner: (kid) => {
      const record = catalogue.kid(kid);
      const owner = tables.userUuids.get(record?.userId ?? 0);
      return record && owner ? { owner, revokedAt: record.revokedAt } : null;
    },
    enrolments: (classId) => tables.base.get(classId) ?? new Map(),
    readings: ({ fact }) =>
      fact.body.how === 'typed'
        ? []
        : fact.body.tokens.map(({ text: token, gapMs }): Reading => {
            const parsed = parseToken(token);
            return parsed.ok ? read(parsed.value, gapMs) : { ok: false, reason: parsed.reason, gapMs };
          }),
    typedMatch: ({ fact, sentAt, receivedAt }, session) => {
      if (fact.body.how !== 'typed') return null;
      const at = correctClaim({ claimedAt: fact.body.scannedAt, sentAt, receivedAt });
      const ref = sessionRef(session.id);
      const kids = catalogue
        .staffOf(classIdOf(session.classId))
        .flatMap(({ userId }) => catalogue.kidsOf(userId).map(({ kid }) => kid));
      for (const kid of kids) {
        for (const stepStart of shortCodeSteps(at, session.policy)) {
          const mac = keys.sessionMac(kid, dayOfStep(stepStart), ref, shortCodeMessage(stepStart));
          if (shortCodeFromMac(mac) === fact.body.shortCode) return typedReading({ kid, ref, stepStart });
        }
      }
      return null;
    },
    receipt: (receipt) => {
      const parsed = parseReceipt(receipt);
      if (!parsed.ok) return null;
      const device = tables.devices.get(parsed.value.deviceId);
      const { signature } = parsed.value;
      return device && signatures.isValidOver(device, receiptMessage(parsed.value), signature)
        ? parsed.value
        : null;
    },
    tokenReading: (token) => read(token, 0),
    contacts: (scan) => {
      // After a restore there is no contact of the earlier life, in which this one was received.
      const proof = world.ledger.proofs.get(factKey(scan.author, scan.fact.id));
      if (proof?.receivedAt === scan.receivedAt) return [];
      const own = contactsOf(scan.device ?? '');
      const cameLate =
        (exchanges.get(scan.device ?? '') ?? []).some((exchange) => isCarriedBy(scan, exchange)) &&
        !own.some((contact) => isCarriedBy(scan, contact));
      return cameLate ? [] : own;
    },
    clockJump: (scan) => {
      const own = contactsOf(scan.device ?? '');
      const place = own.findIndex((contact) => isCarriedBy(scan, contact));
      return clockJump(place > 0 ? (own[place - 1] ?? null) : null, scan);
    },
    installation: (device: DeviceId) => tables.devices.get(device)?.installation ?? device,
  };
}
