/** A client of the older system's routes: JSON, a cookie, neither `Origin` nor `Sec-Fetch-Site`. */
import { afterAll, afterEach } from 'vitest';
import { eq } from 'drizzle-orm';
import { assert, DEFAULT_POLICY } from '@hazri/domain';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { createClass, enrol, planSessions } from '../catalogue/create-class.ts';
import { facts } from '../db/fact-schema.ts';
import type { World } from './server-world.ts';
import { ask, login, newId, post, startWorld } from './server-world.ts';

/** Longer than anybody has to wait after wrong tries. */
const BETWEEN_TESTS_MS = 11 * 60_000;

/** Of an answer, as tests look into it. */
export interface ReferenceBody {
  readonly success: boolean;
  readonly error: string;
  readonly message: string;
  readonly reason: string | null;
  readonly status: string | number | null;
  readonly outcome: string;
  readonly token: string;
  readonly link: string;
  readonly qr_code: string;
  readonly class_id: string;
  readonly class_code: string;
  readonly attendance: unknown;
  readonly issues: readonly unknown[];
}

interface Answer {
  readonly status: number;
  readonly body: ReferenceBody;
  readonly response: Response;
}

/** A session that runs, and the code shown of it. */
interface Running {
  readonly id: string;
  readonly code: ReferenceBody;
}

export interface ReferenceClient {
  readonly world: World;
  /** Cookies: the class's professor, another, and two enrolled students. */
  readonly professor: string;
  readonly other: string;
  readonly student: string;
  readonly second: string;
  /** Its codes count with one frame. */
  readonly oneFrame: ClassRecord;
  readonly call: (path: string, body?: unknown, cookie?: string) => Promise<Answer>;
  readonly get: (path: string, cookie: string) => Promise<Answer>;
  /** Plans a session of the class, `oneFrame` unless another is given. @returns its id */
  readonly planned: (ofClass?: ClassRecord) => Promise<string>;
  readonly running: (ofClass?: ClassRecord) => Promise<Running>;
  readonly factsOf: (kind: string) => Promise<readonly (typeof facts.$inferSelect)[]>;
}

/**
 * Starts the server, ends it after the last test of the file, and lets time pass after each: none waits for what
 * another tried.
 */
export async function useReference(): Promise<ReferenceClient> {
  const world = await startWorld(5);
  afterAll(() => world.close());
  afterEach(() => world.clock.advance(BETWEEN_TESTS_MS));
  const { deps } = world.server;
  const { people } = world;
  const [one, two] = people.students;
  assert(one !== undefined && two !== undefined, 'there are students');
  const professor = await login(world, people.professor);
  const oneFrame = await createClass(deps, {
    course: 'CS303',
    title: '<img src=x onerror=alert(1)> نور 🙂',
    professorId: people.professor.id,
    policy: { ...DEFAULT_POLICY, twoFrames: false },
  });
  await enrol(deps, oneFrame.id, [one.id, two.id], world.clock.now() - 86_400_000);

  const answer = async (response: Response): Promise<Answer> => ({
    status: response.status,
    body: (await response.json()) as ReferenceBody,
    response,
  });
  const call: ReferenceClient['call'] = async (path, body = {}, cookie = '') =>
    answer(await post(world, path, body, cookie === '' ? {} : { cookie }));
  const planned = async (ofClass = oneFrame): Promise<string> => {
    const startsAt = world.clock.now();
    const id = newId(world);
    await planSessions(deps, ofClass, [{ id, plan: 'single', startsAt, endsAt: startsAt + 3_600_000 }]);
    return id;
  };
  return {
    world,
    professor,
    other: await login(world, people.other),
    student: await login(world, one),
    second: await login(world, two),
    oneFrame,
    call,
    get: async (path, cookie) => answer(await ask(world, 'GET', path, { cookie })),
    planned,
    running: async (ofClass) => {
      const id = await planned(ofClass);
      const { status, body } = await call(`/professor/sessions/${id}/activate`, {}, professor);
      assert(status === 200, `activating answers ${status}`);
      return { id, code: body };
    },
    factsOf: (kind) => deps.database.orm.select().from(facts).where(eq(facts.kind, kind)),
  };
}
