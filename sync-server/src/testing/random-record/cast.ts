/** Who takes part in a random history of facts: two classes, their staff and their students, each with a device. */
import { generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { SessionId } from '@hazri/domain';
import { uuidv7 } from '@hazri/domain';
import type { User } from '../../auth/accounts.ts';
import { createUsers } from '../../auth/accounts.ts';
import type { DeviceRecord } from '../../auth/devices.ts';
import type { ClassRecord } from '../../catalogue/catalogue.ts';
import { createClass, enrol, planSessions } from '../../catalogue/create-class.ts';
import { devices } from '../../db/people-schema.ts';
import { upsertRows } from '../../db/upsert-rows.ts';
import type { DemoRandom } from '../../demo/demo-random.ts';
import { asSessionId } from '../../sync/session-state.ts';
import { MONDAY_TEN } from '../server-world.ts';
import type { World } from '../server-world.ts';

const MINUTE_MS = 60_000;
const BY_NOBODY = { at: MONDAY_TEN, actorId: null };

export interface Actor {
  readonly user: User;
  readonly device: DeviceRecord;
  readonly key: KeyObject;
  readonly skewMs: number;
}

export interface Cast {
  readonly ofClass: ClassRecord;
  readonly rival: ClassRecord;
  readonly professor: Actor;
  readonly assistant: Actor;
  readonly stranger: Actor;
  readonly students: readonly Actor[];
  readonly kids: readonly number[];
  readonly planned: SessionId;
  readonly adHoc: SessionId;
}

export async function castFor(world: World, random: DemoRandom): Promise<Cast> {
  const { deps } = world.server;
  const id = () => uuidv7(MONDAY_TEN, deps.random(10));
  const roles = ['professor', 'professor', 'professor', 'student', 'student', 'student', 'student'] as const;
  const made = await createUsers(
    deps.writer,
    roles.map((role, index) => ({
      uuid: id(),
      email: `${id()}@acem.ac.in`,
      role,
      passwordHash: null,
      givenName: `N${index}`,
      familyName: '',
    })),
  );
  const shared = id();
  const actors = await deps.writer.run(async (turn) => {
    const list = made.map((user, index): Actor => {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      // Two of the students share a phone now and then.
      const installation = index === 4 || (index === 5 && random.fraction() < 0.4) ? shared : id();
      const device: DeviceRecord = {
        id: turn.nextId('devices'),
        uuid: id(),
        userId: user.id,
        x,
        y,
        installation,
        label: '',
        createdAt: 0,
        sessionId: null,
        sessionExpiresAt: 0,
        ended: null,
      };
      const skewMs = random.fraction() < 0.3 ? Math.floor((random.fraction() - 0.5) * 20 * MINUTE_MS) : 0;
      return { user, device, key: privateKey, skewMs };
    });
    await turn.commit([
      upsertRows(
        devices,
        list.map(({ device }) => device),
      ),
    ]);
    return list;
  });
  const [professor, assistant, stranger, ...students] = actors;
  if (!professor || !assistant || !stranger) throw new Error('a cast');
  const from = MONDAY_TEN - 86_400_000;
  const ofClass = await createClass(deps, { course: 'A', title: 'A', professorId: professor.user.id, from });
  const rival = await createClass(deps, { course: 'B', title: 'B', professorId: stranger.user.id, from });
  await enrol(
    deps,
    ofClass.id,
    students.slice(0, 3).map(({ user }) => user.id),
    from,
  );
  const planned = asSessionId(id());
  await planSessions(deps, ofClass, [
    { id: planned, startsAt: MONDAY_TEN, endsAt: MONDAY_TEN + 60 * MINUTE_MS },
  ]);
  const kids = [
    await deps.issuerKids.issueFor(professor.device, BY_NOBODY),
    await deps.issuerKids.issueFor(stranger.device, BY_NOBODY),
  ];
  return {
    ofClass,
    rival,
    professor,
    assistant,
    stranger,
    students,
    kids: kids.map(({ kid }) => kid),
    planned,
    adHoc: asSessionId(id()),
  };
}
