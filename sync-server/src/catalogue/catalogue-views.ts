/** Entries of the catalogue as they travel: UUIDs for keys. */
import type { CourseView, DepartmentView, HolidayView, TermView } from '@hazri/sync-protocol/api/catalogue';
import type { courses, departments, holidays, terms } from '../db/office-schema.ts';

type DepartmentRow = typeof departments.$inferSelect;

export function departmentViews(rows: readonly DepartmentRow[]): DepartmentView[] {
  return rows.map(({ uuid, code, name, archivedAt }) => ({ id: uuid, code, name, archivedAt }));
}

export function termViews(rows: readonly (typeof terms.$inferSelect)[]): TermView[] {
  return rows.map(({ uuid, name, startsOn, endsOn, archivedAt }) => ({
    id: uuid,
    name,
    startsOn,
    endsOn,
    archivedAt,
  }));
}

export function courseViews(
  rows: readonly (typeof courses.$inferSelect)[],
  known: readonly DepartmentRow[],
): CourseView[] {
  const uuidById = new Map(known.map((row) => [row.id, row.uuid]));
  return rows.map(({ uuid, code, title, departmentId, archivedAt }) => ({
    id: uuid,
    code,
    title,
    departmentId: departmentId === null ? null : (uuidById.get(departmentId) ?? null),
    archivedAt,
  }));
}

export function holidayViews(rows: readonly (typeof holidays.$inferSelect)[]): HolidayView[] {
  return rows.map(({ uuid, name, startsOn, endsOn }) => ({ id: uuid, name, startsOn, endsOn }));
}
