/** What the office's four lists are made of: their fields, how an entry reads, and what is sent for it. */
import {
  courseList,
  departmentList,
  holidayList,
  MAX_CODE,
  MAX_TERM_NAME,
  termList,
  type CourseView,
  type DepartmentView,
  type HolidayView,
  type TermView,
} from '@hazri/sync-protocol/api/catalogue';
import type { Shape } from '../../api/call.ts';
import { calendarDay } from './calendar-day.ts';

export type EntryKindName = 'departments' | 'terms' | 'courses' | 'holidays';
export type Entry = CourseView | DepartmentView | HolidayView | TermView;

export interface EntryField {
  readonly key: 'code' | 'name' | 'title' | 'departmentId' | 'startsOn' | 'endsOn';
  readonly type: 'text' | 'day' | 'department';
  readonly label: `entry.${'code' | 'name' | 'title' | 'department' | 'startsOn' | 'endsOn'}`;
  readonly max?: number;
}

export interface EntryKind {
  readonly name: EntryKindName;
  readonly title: `entry.${EntryKindName}`;
  readonly text: `entry.${EntryKindName}Text`;
  readonly fields: readonly EntryField[];
  readonly list: Shape<{ readonly entries: readonly Entry[] }>;
  /** Deleted where others are put away: nothing refers to a holiday. */
  readonly deletes: boolean;
}

const MAX_NAME = 120;
const MAX_TITLE = 160;
const days: readonly EntryField[] = [
  { key: 'startsOn', type: 'day', label: 'entry.startsOn' },
  { key: 'endsOn', type: 'day', label: 'entry.endsOn' },
];

export const ENTRY_KINDS: Readonly<Record<EntryKindName, EntryKind>> = {
  departments: {
    name: 'departments',
    title: 'entry.departments',
    text: 'entry.departmentsText',
    fields: [
      { key: 'code', type: 'text', label: 'entry.code', max: MAX_CODE },
      { key: 'name', type: 'text', label: 'entry.name', max: MAX_NAME },
    ],
    list: departmentList,
    deletes: false,
  },
  terms: {
    name: 'terms',
    title: 'entry.terms',
    text: 'entry.termsText',
    fields: [{ key: 'name', type: 'text', label: 'entry.name', max: MAX_TERM_NAME }, ...days],
    list: termList,
    deletes: false,
  },
  courses: {
    name: 'courses',
    title: 'entry.courses',
    text: 'entry.coursesText',
    fields: [
      { key: 'code', type: 'text', label: 'entry.code', max: MAX_CODE },
      { key: 'title', type: 'text', label: 'entry.title', max: MAX_TITLE },
      { key: 'departmentId', type: 'department', label: 'entry.department' },
    ],
    list: courseList,
    deletes: false,
  },
  holidays: {
    name: 'holidays',
    title: 'entry.holidays',
    text: 'entry.holidaysText',
    fields: [{ key: 'name', type: 'text', label: 'entry.name', max: MAX_NAME }, ...days],
    list: holidayList,
    deletes: true,
  },
};

export type Typed = Readonly<Record<EntryField['key'], string>>;

export const NOTHING_TYPED: Typed = {
  code: '',
  name: '',
  title: '',
  departmentId: '',
  startsOn: '',
  endsOn: '',
};

export function typedOf(entry: Entry): Typed {
  return {
    code: 'code' in entry ? entry.code : '',
    name: 'name' in entry ? entry.name : '',
    title: 'title' in entry ? entry.title : '',
    departmentId: 'departmentId' in entry ? (entry.departmentId ?? '') : '',
    startsOn: 'startsOn' in entry ? entry.startsOn : '',
    endsOn: 'endsOn' in entry ? entry.endsOn : '',
  };
}

export function bodyOf({ fields }: EntryKind, typed: Typed): object {
  return Object.fromEntries(
    fields.map(({ key, type }) => [key, type === 'department' ? typed[key] || null : typed[key].trim()]),
  );
}

/** Fields that are empty though they mustn't be, in the server's words. */
export function missingIn({ fields }: EntryKind, typed: Typed) {
  return fields
    .filter(({ key, type }) => type !== 'department' && typed[key].trim() === '')
    .map(({ key }) => ({ path: key, code: 'required' }));
}

export function isAway(entry: Entry): boolean {
  return 'archivedAt' in entry && entry.archivedAt !== null;
}

/** What the entry is called, and what else there is to say of it. */
export function linesOf(entry: Entry): { readonly name: string; readonly more: string } {
  if ('title' in entry) return { name: `${entry.code} · ${entry.title}`, more: '' };
  if ('code' in entry) return { name: `${entry.code} · ${entry.name}`, more: '' };
  const span = [...new Set([entry.startsOn, entry.endsOn])].map(calendarDay).join(' – ');
  return { name: entry.name, more: span };
}
