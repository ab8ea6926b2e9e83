/** One round: the built product, real people at work, SIGKILLs in between; at the end all that was promised is there. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClassId } from '@hazri/domain';
import { DEFAULT_POLICY, parseId } from '@hazri/domain';
import type { BuiltServer, Installation } from '../src/built-server.ts';
import { startBuilt } from '../src/built-server.ts';
import type { Codes } from '../src/day-key-codes.ts';
import { codesUnder } from '../src/day-key-codes.ts';
import { freePort } from '../src/free-port.ts';
import type { NodePhone } from '../src/node-phone.ts';
import { openNodePhone, untilSent } from '../src/node-phone.ts';
import { chanceOf } from '../src/sim/chance.ts';
import { PASSWORD, PROFESSOR, STUDENT } from '../e2e/kit/people.ts';
import type { BrowserStudent } from './browser-student.ts';
import { openBrowserStudent } from './browser-student.ts';
import type { Finding } from './check-database.ts';
import { checkDatabase } from './check-database.ts';
import type { Ledger } from './ledger.ts';
import { newLedger } from './ledger.ts';
import type { Plan } from './plan.ts';

const CLASS = 'class:';
const PATIENCE_MS = 60_000;
/** After the last kill, so that the last start is worked on, too. */
const AFTERMATH_MS = 1_000;
/** What a phone may pile up in one round. */
const MAX_SCANS_EACH = 300;

export interface RoundResult {
  readonly kills: { server: number; browser: number };
  readonly acknowledged: number;
  /** Stated on phones without a screen, or seen saved in a browser. */
  readonly saved: number;
  readonly findings: readonly Finding[];
}

/** A data folder of the demo school as it is after its first start, for every round to begin on. */
export async function prepareSchool(installation: Installation): Promise<string> {
  const first = await startBuilt(installation);
  await first.end('SIGTERM');
  const template = join(installation.folder, 'school');
  cpSync(installation.demoDataDir, template, { recursive: true });
  return template;
}

/** @param browser false leaves the real phone out */
export async function playRound(
  installation: Installation,
  template: string,
  plan: Plan,
  browser: boolean,
): Promise<RoundResult> {
  rmSync(installation.demoDataDir, { recursive: true, force: true });
  cpSync(template, installation.demoDataDir, { recursive: true });
  const env = { PORT: String(await freePort()) };
  const ledger = newLedger();
  let server = await startBuilt(installation, { env });
  const { origin } = server;
  const folder = mkdtempSync(join(installation.folder, 'phone-'));
  const stop = new AbortController();
  const opened: { phones: NodePhone[]; student: BrowserStudent | null } = { phones: [], student: null };
  try {
    const professor = await openNodePhone(origin, PROFESSOR, PASSWORD);
    opened.phones.push(professor);
    for (let n = 0; n < plan.phones; n += 1)
      opened.phones.push(
        await openNodePhone(origin, `24cs0${String(n + 10).padStart(2, '0')}@acem.ac.in`, PASSWORD),
      );
    opened.student = browser ? await openBrowserStudent({ email: STUDENT, origin, folder, ledger }) : null;
    const nextCodes = await sessionMaker(professor, ledger);
    const work = [
      ...opened.phones.slice(1).map((phone, index) => scanAlong(phone, index, plan, ledger, nextCodes, stop.signal)),
      keepSending(professor, stop.signal, plan.openedAfterMs),
      ...(opened.student ? [opened.student.scanUntil(stop.signal, nextCodes)] : []),
    ]; // prettier-ignore
    const { kills, last } = await killAlong(installation, env, plan, server, opened.student);
    server = last;
    await sleep(AFTERMATH_MS);
    stop.abort();
    await Promise.all(work);
    await Promise.all(opened.phones.map((phone) => untilSent(phone, PATIENCE_MS)));
    await opened.student?.untilSent(PATIENCE_MS);
    for (const { store } of opened.phones)
      for (const id of store.acknowledged().keys()) ledger.acknowledged.add(id);
    await Promise.all(opened.phones.map(({ engine }) => engine.stop()));
    await opened.student?.close();
    await server.end('SIGTERM');
    return {
      kills,
      acknowledged: ledger.acknowledged.size,
      saved: ledger.stated.size + ledger.saved.length,
      findings: await checkDatabase(installation.demoDataDir, ledger),
    };
  } finally {
    stop.abort();
    await Promise.all(opened.phones.map(({ engine }) => engine.stop()));
    await opened.student?.kill();
    await server.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Kills and starts again, as planned. */
async function killAlong(
  installation: Installation,
  env: Readonly<Record<string, string>>,
  plan: Plan,
  first: BuiltServer,
  student: BrowserStudent | null,
): Promise<{ readonly kills: RoundResult['kills']; readonly last: BuiltServer }> {
  const kills = { server: 0, browser: 0 };
  let last = first;
  for (const { afterMs, what, downMs } of plan.kills) {
    await sleep(afterMs);
    const [browserDied] = await Promise.all([
      what === 'server' ? false : (student?.kill() ?? false),
      what === 'browser' ? null : last.end('SIGKILL'),
    ]);
    if (browserDied) kills.browser += 1;
    if (what === 'browser') continue;
    kills.server += 1;
    await sleep(downMs);
    last = await startBuilt(installation, { env });
  }
  return { kills, last };
}

/** The class that the professor teaches, as their replica has it. */
async function classOf(professor: NodePhone): Promise<ClassId> {
  await professor.engine.sync();
  const scopes = Object.keys((await professor.store.readProgress()).cursors);
  const classId = parseId<'class'>(
    scopes.find((scope) => scope.startsWith('class:'))?.slice(CLASS.length) ?? '',
  );
  if (classId === null) throw new Error('the professor teaches no class');
  return classId;
}

/** A new session each time, with the keys of the round's beginning, as a laptop without network opens it. */
async function sessionMaker(professor: NodePhone, ledger: Ledger): Promise<() => Promise<Codes>> {
  const classId = await classOf(professor);
  const issuer = await professor.issuer();
  return async () => {
    const codes = codesUnder(issuer);
    const opened = await professor.state('session.opened', {
      sessionId: codes.sessionId,
      classId,
      startsAt: Date.now(),
      kid: codes.kid,
      room: 'B 12',
      clockOffsetMs: 0,
      policy: DEFAULT_POLICY,
    });
    ledger.stated.add(opened);
    return codes;
  };
}

async function scanAlong(
  phone: NodePhone,
  index: number,
  plan: Plan,
  ledger: Ledger,
  nextCodes: () => Promise<Codes>,
  stop: AbortSignal,
): Promise<void> {
  const chance = chanceOf(plan.seed, 'phone', index);
  const codes = await nextCodes();
  for (let n = 0; n < MAX_SCANS_EACH && !stop.aborted; n += 1) {
    const tokens = [
      { text: codes.tokenOf(n), gapMs: 0 },
      { text: codes.tokenOf(n + 1), gapMs: 400 },
    ];
    ledger.stated.add(await phone.state('scan', { tokens, scannedAt: Date.now(), how: 'camera' }));
    if (chance.happens(0.7)) void phone.engine.sync();
    await sleep(chance.whole(1, plan.pauseMs));
  }
}

async function keepSending({ engine }: NodePhone, stop: AbortSignal, afterMs: number): Promise<void> {
  await sleep(afterMs);
  while (!stop.aborted) {
    await engine.sync();
    await sleep(200);
  }
}
