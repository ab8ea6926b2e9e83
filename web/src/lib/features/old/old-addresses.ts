/** Where do pages of the older system lead, that people have as bookmarks and other sites as links? */

const PAGES: ReadonlyMap<string, string> = new Map([
  ['/auth/login', '/login'],
  ['/auth/student/login', '/login'],
  ['/auth/professor/login', '/login'],
  ['/auth/register', '/register'],
  ['/auth/student/register', '/register'],
  ['/auth/professor/register', '/register?role=professor'],
  ['/auth/forgot-password', '/forgot'],
  ['/student/dashboard', '/'],
  ['/student/attendance', '/student/classes'],
  ['/professor/dashboard', '/'],
  ['/professor/sessions', '/professor/schedule'],
  ['/professor/classes/create', '/professor/classes/new'],
  ['/professor/reports', '/professor/classes'],
  ['/about', '/'],
]);

/** @returns the page's address here, or null: there was none of the name */
export function newAddress(path: string): string | null {
  return PAGES.get(path.replace(/(.)\/+$/, '$1')) ?? null;
}
