/** What reports say of the class they are about; both a device's replica and the server's answer have it. */
import type { ClassView } from '@hazri/sync-protocol/api/classes';
import { say } from '../../words/say.ts';

export type NamedClass = Pick<ClassView, 'course' | 'title' | 'section' | 'term' | 'timeZone'>;

/** Below its name: section and term, as far as it has them. */
export function classLine({ section, term }: NamedClass): string {
  return [section === '' ? '' : say('class.section', { section }), term].filter(Boolean).join(' · ');
}
