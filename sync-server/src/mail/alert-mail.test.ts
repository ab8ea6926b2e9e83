import { expect, test } from 'vitest';
import { DEFAULT_RATE_POLICY } from '@hazri/domain';
import type { Language } from '../auth/account-languages.ts';
import { standingOf } from '../reports/standing.ts';
import { alertMail } from './alert-mail.ts';
import type { Mail } from './mail.ts';
import { plainLine } from './plain-line.ts';

function mailFor(present: number, absent: number, remaining: number, language: Language | null = null): Mail {
  const tally = { present, late: 0, absent, excused: 0 };
  const policy = DEFAULT_RATE_POLICY;
  return alertMail({
    to: 'asha@acem.ac.in',
    usefulUntil: 0,
    origin: 'https://hazri.example',
    user: { givenName: 'Asha', familyName: '' },
    ofClass: { uuid: 'c', course: 'CS301', title: 'Networks', section: 'A' },
    standing: standingOf(tally, tally, policy, remaining),
    policy,
    remaining,
    language,
  });
}
const textFor = (present: number, absent: number, remaining: number) =>
  mailFor(present, absent, remaining).text;

test('[NOTE8] says what it takes to reach the line, or that it is out of reach', () => {
  expect(textFor(2, 1, 9)).toContain(
    'Of 3 sessions so far you missed 1.\n\nAttend the next session, and you',
  );
  expect(textFor(0, 1, 9)).toContain(
    'Of 1 session so far you missed 1.\n\nAttend the next 3 sessions without',
  );
  expect(textFor(0, 4, 12)).toContain('Attend the next 12 sessions');
  expect(textFor(0, 4, 11)).toContain('75 % can’t be reached any more');
  // Held without a timetable: nothing planned is no last word.
  expect(textFor(0, 4, 0)).toContain('Attend the next 12 sessions');
});

test('[NOTE8] lets mails that somebody waits for go first, and outlives a restart', () => {
  expect(mailFor(2, 1, 9)).toMatchObject({ patient: true, kept: 'whole' });
});

test('[NOTE8] is in the language of its reader, numbers, names and links alike', () => {
  const link = 'https://hazri.example/student/classes/c';
  for (const [language, subject] of [
    ['hi', 'CS301 Networks में आपकी हाज़िरी: 66 %'],
    ['te', 'CS301 Networksలో మీ హాజరు: 66 %'],
  ] as const) {
    const mail = mailFor(2, 1, 9, language);
    expect(mail.subject).toBe(subject);
    for (const part of ['Asha', '75 %', '3', link]) expect(mail.text).toContain(part);
    expect(mail.text).not.toMatch(/attend|session|need/i);
  }
});

test('[MAIL] words of people are one line, and not endless', () => {
  expect(plainLine(' a\r\n\r\nBcc: b\u2028c\u202Ed\u0000 ')).toBe('a Bcc: b c d');
  expect(plainLine('👩🏽‍🔬'.repeat(500))).toBe(`${'👩🏽‍🔬'.repeat(199)}…`);
});
