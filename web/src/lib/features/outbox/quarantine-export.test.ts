import { expect, it } from 'vitest';
import { quarantineAsJson } from './quarantine-export.ts';

it('[DEV4] exports every record as it was kept, readable or not', () => {
  const records = [
    { id: 'a', entry: { kind: 'scan', of: 2031n }, reason: 'refused_by_server' },
    { id: 'b', entry: new Uint8Array([1, 2]), reason: 'undecodable' },
  ] as const;
  expect(JSON.parse(quarantineAsJson({ userId: 'u', exportedAt: 7, records }))).toEqual({
    app: 'hazri',
    kind: 'quarantine',
    v: 1,
    userId: 'u',
    exportedAt: 7,
    records: [
      { id: 'a', entry: { kind: 'scan', of: '2031' }, reason: 'refused_by_server' },
      { id: 'b', entry: [1, 2], reason: 'undecodable' },
    ],
  });
});
