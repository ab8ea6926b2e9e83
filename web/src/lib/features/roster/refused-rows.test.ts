import { expect, it } from 'vitest';
import { refusedCsv, templateCsv } from './refused-rows.ts';

it('writes refused rows with the reason in words, and no formula in them', () => {
  const row = {
    line: 7,
    studentNo: '=1+1',
    givenName: '<img src=x>',
    familyName: 'Rao, "S"',
    email: 'x@y.z',
    verdict: 'refused',
  } as const;
  const csv = refusedCsv([
    {
      ...row,
      issues: [
        { field: 'email', code: 'email_domain', line: null },
        { field: 'studentNo', code: 'repeated', line: 3 },
      ],
    },
    { ...row, line: 8, issues: [{ field: 'givenName', code: 'too_long', line: null }] },
  ]);
  const [head, first, second, end] = csv.split('\r\n');
  expect(head).toBe('\ufeffStudent number,Given name,Family name,E-mail,Row,Reason');
  expect(first).toBe(
    `'=1+1,<img src=x>,"Rao, ""S""",x@y.z,7,"the e-mail is not of this institution; the same person as in row 3"`,
  );
  expect(second).toContain('Given name is too long');
  expect(end).toBe('');
});

it('begins with a template that an import understands', () => {
  expect(templateCsv()).toBe('\ufeffStudent number,Given name,Family name,E-mail\r\n');
});
