/** People, classes and reasons whose names are markup, formulas, right-to-left or emoji, and what became of them. */
import type { Page } from 'playwright-core';
import type { ClassId, FactId, SessionId, UserId } from '@hazri/domain';
import { uuidv7 } from '@hazri/domain';
import { createUsers } from '@hazri/sync-server';
import { openNodePhone } from '../../src/node-phone.ts';
import type { Product } from '../../src/product.ts';
import { PASSWORD, PROFESSOR, STUDENT } from './people.ts';

const MARKUP = '<img src=x onerror="window.__pwned=1">';
const FORMULA = '=HYPERLINK("http://x","y")';
const ARABIC = 'سلمى الخطيب';
const EMOJI = 'Zoë 👩🏽‍🔬';
export const TITLE = 'Networks & <b id="pwned">شبكات</b> 📡';
const SESSION = '+1+1 <svg onload="window.__pwned=2"></svg>';
export const REASON = '@SUM(1) <script>window.__pwned=3</script> على السبورة 🎉';
export const LABEL = '<a href="javascript:window.__pwned=4">هاتفي</a> 📱';

/** Given names of people, of each kind one in four. */
export const GIVEN_NAMES = [MARKUP, FORMULA, ARABIC, EMOJI];

/** What tells each name apart, and the whole of it. */
const WHOLE: readonly (readonly [part: string, whole: string])[] = [
  ['onerror="window', MARKUP],
  ['HYPERLINK', FORMULA],
  ['الخطيب', ARABIC],
  ['Zoë', EMOJI],
  ['شبكات', TITLE],
  ['onload="window', SESSION],
  ['على السبورة', REASON],
  ['هاتفي', LABEL],
];

/** Names everybody and everything anew. Call before anybody has signed in, and `nameDevices` after it. */
export async function nameEverything({ server, origin }: Product): Promise<void> {
  const { catalogue, database } = server.deps;
  const set = (sql: string, ...args: string[]) => database.client.execute({ sql, args });
  await set(
    `UPDATE users SET given_name = CASE WHEN email IN (?, ?) THEN ? ELSE
       CASE id % 4 WHEN 0 THEN ? WHEN 1 THEN ? WHEN 2 THEN ? ELSE ? END END`,
    PROFESSOR,
    STUDENT,
    MARKUP,
    ...GIVEN_NAMES,
  );
  for (const table of ['courses', 'classes']) await set(`UPDATE ${table} SET title = ?`, TITLE);
  await set('UPDATE sessions SET title = ?, room = ?', SESSION, SESSION);
  await set('UPDATE departments SET name = ?', TITLE);
  await set('UPDATE holidays SET name = ?', SESSION);
  await catalogue.reload();
  const at = Date.now();
  const newId = () => uuidv7(at, crypto.getRandomValues(new Uint8Array(10)));
  const waiting = { role: 'professor', state: 'pending', passwordHash: null, studentNo: null } as const;
  await createUsers(server.deps.writer, [
    { ...waiting, uuid: newId(), email: 'waits@acem.ac.in', givenName: MARKUP, familyName: ARABIC },
  ]);

  const { rows } = await database.client.execute({
    sql: `SELECT s.uuid AS session, c.uuid AS class, u.uuid AS student, s.starts_at FROM sessions s
          JOIN classes c ON c.id = s.class_id JOIN staff t ON t.class_id = c.id JOIN users p ON p.id = t.user_id
          JOIN users u ON u.email = ? WHERE p.email = ? AND s.status = 'completed' ORDER BY s.starts_at DESC LIMIT 2`,
    args: [STUDENT, PROFESSOR],
  });
  const [marked, cancelled] = rows;
  const sessionId = marked?.['session'] as SessionId;
  const studentId = marked?.['student'] as UserId;
  const professor = await openNodePhone(origin, PROFESSOR, PASSWORD);
  await professor.state('mark', { sessionId, studentId, status: 'excused', reason: REASON });
  await professor.state('session.cancelled', {
    sessionId: cancelled?.['session'] as SessionId,
    at,
    reason: REASON,
  });
  const student = await openNodePhone(origin, STUDENT, PASSWORD);
  await student.state('excuse', {
    excuseId: newId() as string as FactId,
    classId: marked?.['class'] as ClassId,
    from: at,
    until: at + 1,
    reason: REASON,
  });
  for (const { engine } of [professor, student]) {
    await engine.sync();
    await engine.stop();
  }
}

export async function nameDevices({ server }: Product): Promise<void> {
  await server.deps.database.client.execute({ sql: 'UPDATE devices SET label = ?', args: [LABEL] });
}

/** How many of the names a screen shows, and what is wrong with them there. */
export interface Looked {
  readonly shown: number;
  readonly faults: readonly string[];
}

export function lookAtNames(page: Page): Promise<Looked> {
  return page.evaluate((names) => {
    const faults: string[] = [];
    if ('__pwned' in window) faults.push(`a name ran: ${String(window['__pwned'])}`);
    const made = document.querySelectorAll(
      '#pwned, [onerror], [onload], img[src="x"], [href^="javascript:"]',
    );
    for (const element of made) faults.push(`a name became ${element.outerHTML}`);
    let shown = 0;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent ?? '';
      const parent = node.parentElement;
      if (parent === null || !parent.checkVisibility() || parent.closest('option, title') !== null) continue;
      for (const [part, whole] of names) {
        if (!text.includes(part)) continue;
        shown += 1;
        if (!text.includes(whole)) faults.push(`not whole: ${text}`);
        if (isCut(node, parent)) faults.push(`cut off: ${text}`);
      }
    }
    return { shown, faults };

    /** Text that runs out of a box which hides it and can't be scrolled. */
    function isCut(text: Node, inner: Element): boolean {
      const range = document.createRange();
      range.selectNodeContents(text);
      const { left, right, bottom } = range.getBoundingClientRect();
      for (let box: Element | null = inner; box !== null; box = box.parentElement) {
        if (box.classList.contains('visually-hidden')) return false;
        const { overflowX } = getComputedStyle(box);
        if (overflowX === 'auto' || overflowX === 'scroll') return false;
        const edges = box.getBoundingClientRect();
        const hides = overflowX === 'hidden' || overflowX === 'clip';
        const isOut = left < edges.left - 1 || right > edges.right + 1 || bottom > edges.bottom + 1;
        if (hides && isOut) return true;
      }
      return false;
    }
  }, WHOLE);
}
