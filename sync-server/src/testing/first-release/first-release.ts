/**
 * A data folder of the first release. Its class met three times: `rows.sql` has live, deferred, stale and doubtful scans, a
 * walk-in, marks given and taken back, a review, a witness, a reopening, a cancellation, people enrolled and taken off by
 * fact, an excuse that this release set aside, and a scan that waits for a session of which only the laptop knows.
 */
import { createPrivateKey } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../db/open-database.ts';
import { DATABASE_FILE, MASTER_KEY_FILE } from '../../keys/master-key.ts';
import { migrationsBefore } from '../earlier-migrations.ts';

/** When the server was stopped for the upgrade. */
export const STOPPED_AT = 1795674291000;

/** Of no server that anybody runs. */
const MASTER_KEY = '44e2ce014eebabebc8c150ac5bf98ac26102e45084970c91edd9cb31f601e673';

const DEVICES = {
  laptop: {
    uuid: '01a206ab-0140-760a-9248-621c71f50d5b',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: 'u1VQSYNFdMYrYPoj0-rr-zhCW1vdmiqOpWSHPJMrYBE',
      y: 'f8elGHgin48mkNjkNFcbrsH8uR-MFSEJVWzxbXBa2pY',
      d: 'Sr8IdmDSroPUArQlwAEK1mJmMspBML_Xendd1GTjgss',
    },
  },
  /** The second student's. */
  phone: {
    uuid: '01a206ab-0140-7d6b-b30d-ca47be951e55',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: 'twEWk5sXemO5YQIenhaJij14SrLuN3RkcKSxjhaPhBE',
      y: 'OLhBBPKUCJ7-qgy7Dus7omEUaKmtkvtinnEkr7sf7zg',
      d: 'R7OL27cFPjPxFzvzpyyuleqxgEaTSqxzPkPZKBEOphI',
    },
  },
} as const;

/** Made before the upgrade and not sent yet: the session that a scan on record waits for, and a second scan of it. */
export const UNSENT = {
  opening: {
    id: '01a21682-3228-7778-88bb-8ca2cee7a4a1',
    kind: 'session.opened',
    v: 1,
    madeAt: 1795673961000,
    hlc: [1795673961000, 0],
    body: {
      sessionId: '01a21682-3228-70a3-8e3f-c44882d41373',
      classId: '01a206ab-0140-7264-8c4b-49d8eea3814b',
      startsAt: 1795673961000,
      kid: 899067870,
      clockOffsetMs: 0,
      policy: {
        rotationMs: 30000,
        expiryMs: 30000,
        frameMs: 2000,
        lateAfterMs: 300000,
        twoFrames: true,
        offlineScans: 'accept',
      },
      room: 'B-204',
      title: 'Routing',
    },
  },
  scan: {
    id: '01a21682-a758-7afa-98d8-806b81e904d6',
    kind: 'scan',
    v: 1,
    madeAt: 1795673991000,
    hlc: [1795673991000, 0],
    body: {
      tokens: [
        { text: 'AE2ZNL66RY74ISEC2QJXG2YHZ5ZAAAICAMCBKPXIUVLT7SAUZ4D22FPV7BHEU', gapMs: 0 },
        { text: 'AE2ZNL66RY74ISEC2QJXG2YHZ5ZACAICAMCFJ325PVRC3KJIQUVYH2WQKMJQ6', gapMs: 2000 },
      ],
      scannedAt: 1795673991000,
      how: 'camera',
    },
  },
} as const;

/** A device that the first release registered. */
export function firstReleaseDevice(name: keyof typeof DEVICES) {
  const { uuid, key } = DEVICES[name];
  return { uuid, privateKey: createPrivateKey({ key, format: 'jwk' }) };
}

/** @param folder takes copies of migrations @param dataDir is to be empty */
export async function layOutFirstRelease(folder: string, dataDir: string): Promise<void> {
  writeFileSync(join(dataDir, MASTER_KEY_FILE), `${MASTER_KEY}\n`, { mode: 0o600 });
  const first = migrationsBefore(folder, '0001_partial_indexes');
  const database = await openDatabase(join(dataDir, DATABASE_FILE), first);
  await database.client.executeMultiple(readFileSync(join(import.meta.dirname, 'rows.sql'), 'utf8'));
  database.close();
}
