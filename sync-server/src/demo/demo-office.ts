/** What the demo's office has entered: two departments, a term, courses and a holiday. */
import { localDate, uuidv7 } from '@hazri/domain';
import type { AppDeps } from '../app-deps.ts';
import { DEFAULT_TIME_ZONE } from '../catalogue/create-class.ts';
import { courses, departments, holidays, terms } from '../db/office-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { DemoRandom } from './demo-random.ts';

/** The code of the professor's class, so that joining can be tried. */
export const DEMO_JOIN_CODE = 'NETWRK24';
const DAY_MS = 86_400_000;
/** The holiday lies this far ahead. */
const HOLIDAY_IN_DAYS = 10;

export function seedOffice(
  { clock, writer }: Pick<AppDeps, 'clock' | 'writer'>,
  random: DemoRandom,
  from: number,
  until: number,
) {
  return writer.run(async (turn) => {
    const uuid = () => uuidv7(from, random.bytes(10));
    const dateOf = (at: number) => localDate(at, DEFAULT_TIME_ZONE);
    const department = (code: string, name: string) => ({
      id: turn.nextId('departments'),
      uuid: uuid(),
      code,
      name,
      archivedAt: null,
    });
    const computing = department('CSE', 'Computer Science and Engineering');
    const electronics = department('ECE', 'Electronics and Communication');
    const course = (code: string, title: string, departmentId: number) => ({
      id: turn.nextId('courses'),
      uuid: uuid(),
      code,
      title,
      departmentId,
      archivedAt: null,
    });
    const networks = course('CS301', 'Computer Networks', computing.id);
    const compilers = course('CS302', 'Compiler Design', computing.id);
    const signals = course('EC210', 'Signals and Systems', electronics.id);
    const term = {
      id: turn.nextId('terms'),
      uuid: uuid(),
      name: 'Odd semester',
      startsOn: dateOf(from),
      endsOn: dateOf(until),
      archivedAt: null,
    };
    const day = dateOf(clock.now() + HOLIDAY_IN_DAYS * DAY_MS);
    const holiday = {
      id: turn.nextId('holidays'),
      uuid: uuid(),
      name: 'Founders’ day',
      startsOn: day,
      endsOn: day,
    };
    await turn.commit([
      upsertRows(departments, [computing, electronics]),
      upsertRows(courses, [networks, compilers, signals]),
      upsertRows(terms, [term]),
      upsertRows(holidays, [holiday]),
    ]);
    return { department: computing, networks, compilers, term };
  });
}
