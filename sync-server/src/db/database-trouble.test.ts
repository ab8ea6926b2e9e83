import { expect, test } from 'vitest';
import { databaseTrouble } from './database-trouble.ts';

const said = (code: string) => Object.assign(new Error('x'), { code });

test('every kind of a code has the name of its whole family, however deep it lies', () => {
  const kinds = ['SQLITE_FULL', 'SQLITE_IOERR_WRITE', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_CANTOPEN_ISDIR'];
  expect(kinds.map((code) => databaseTrouble(new Error('outer', { cause: said(code) })))).toEqual([
    'disk_full',
    'disk_failing',
    'database_busy',
    'data_dir_gone',
  ]);
});

test('what isn’t the database’s has no name', () => {
  expect(databaseTrouble(said('SQLITE_CONSTRAINT_UNIQUE'))).toBeNull();
  expect(databaseTrouble(said('EIO'))).toBeNull();
  expect(databaseTrouble('SQLITE_FULL')).toBeNull();
});
