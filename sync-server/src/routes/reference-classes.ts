/** `POST /professor/classes/create` of the older system: a class, in its words. */
import type { Meeting } from '@hazri/sync-protocol';
import type { NewClass } from '@hazri/sync-protocol/api/classes';
import type { ReferenceClass } from '@hazri/sync-protocol/api/reference';
import { referenceClass, referenceClassMade, WEEKDAYS } from '@hazri/sync-protocol/api/reference';
import type { AppDeps } from '../app-deps.ts';
import { acting } from '../audit/acting.ts';
import { makeClass } from '../catalogue/make-class.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { forReference, SUCCESS } from '../http/for-reference.ts';
import type { Issue } from '../http/problem.ts';
import { problem } from '../http/problem.ts';

const DAY_MINUTES = 1_440;

export function referenceClassEndpoints(deps: AppDeps): readonly Endpoint[] {
  return [
    endpoint({
      method: 'post',
      under: '',
      path: '/professor/classes/create',
      access: 'professor',
      summary: 'Make a class: its weekdays give sessions for the term at once',
      refuses: ['fields_refused'],
      body: referenceClass,
      answer: referenceClassMade,
      status: 201,
      handle: async (call) => {
        const timetable = timetableOf(call.body);
        if ('issues' in timetable) return problem('fields_refused', timetable);
        const made = await makeClass(
          deps,
          call.caller.user,
          wanted(call.body, timetable.meetings),
          acting(deps, call),
        );
        if ('issues' in made) return problem('fields_refused', { issues: made.issues.map(inReferenceWords) });
        const { uuid, course, joinCode } = made;
        return { ...SUCCESS, message: `Class ${course} was made`, class_id: uuid, class_code: joinCode };
      },
    }),
  ].map(forReference);
}

function wanted(body: ReferenceClass, timetable: Meeting[]): NewClass {
  const { course_id, course_code, course_name, section, academic_period_id, room_location, max_students } =
    body;
  return {
    ...(course_id === undefined ? {} : { courseId: course_id }),
    ...(course_code === undefined ? {} : { course: course_code }),
    ...(course_name === undefined ? {} : { title: course_name }),
    ...(section === undefined ? {} : { section }),
    ...(academic_period_id === undefined ? {} : { termId: academic_period_id }),
    ...(room_location === undefined ? {} : { room: room_location }),
    ...(max_students === undefined ? {} : { capacity: max_students }),
    timetable,
  };
}

/** One meeting on each of the days, all at the same time. */
function timetableOf({
  days_of_week = [],
  start_time,
  end_time,
}: ReferenceClass): { readonly meetings: Meeting[] } | { readonly issues: readonly Issue[] } {
  if (days_of_week.length === 0) return { meetings: [] };
  if (start_time === undefined) return { issues: [{ path: 'start_time', code: 'required' }] };
  if (end_time === undefined) return { issues: [{ path: 'end_time', code: 'required' }] };
  const startMinute = minuteOf(start_time);
  const minutes = minuteOf(end_time) - startMinute;
  const durationMinutes = minutes > 0 ? minutes : minutes + DAY_MINUTES;
  const days = new Set(days_of_week.map((day) => WEEKDAYS.indexOf(day) + 1));
  return { meetings: [...days].map((weekday) => ({ weekday, startMinute, durationMinutes })) };
}

function minuteOf(clockTime: string): number {
  const [hours = 0, minutes = 0] = clockTime.split(':').map(Number);
  return hours * 60 + minutes;
}

const NAMES: Readonly<Record<string, string>> = {
  courseId: 'course_id',
  course: 'course_code',
  title: 'course_name',
  termId: 'academic_period_id',
  room: 'room_location',
  capacity: 'max_students',
};

function inReferenceWords({ path, code }: Issue): Issue {
  return { path: NAMES[path] ?? (path.startsWith('timetable') ? 'days_of_week' : path), code };
}
