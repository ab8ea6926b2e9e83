import { describe, expect, it } from 'vitest';
import { encodeToken, sessionRef, type Fact, type FactId } from '@hazri/domain';
import {
  attendanceRow,
  classRow,
  factId,
  KID,
  NOW,
  scanRow,
  sessionRow,
  STUDENT_ID,
} from '../live/testing/rows.ts';
import { sayReason } from '../../words/reasons.ts';
import { earlierScan, scanOfToken } from '../scan/earlier-scan.ts';
import { scanStories, type Known } from './scan-story.ts';

const session = sessionRow({ status: 'active', openedAt: NOW });
const ref = sessionRef(session.id);

function scanFact(id: FactId, kid = KID, how: 'camera' | 'link' = 'camera'): Extract<Fact, { kind: 'scan' }> {
  const fields = { kid, ref, stepStart: NOW / 1_000, frame: 0, nonce: '156c8fd8' };
  const tokens = [{ text: encodeToken(fields, new Uint8Array(32)), gapMs: 0 }];
  return { id, kind: 'scan', v: 1, madeAt: NOW, hlc: [NOW, 0], body: { tokens, scannedAt: NOW, how } };
}

function known(over: Partial<Known>): Known {
  return {
    facts: [],
    scans: [],
    attendance: [],
    sessions: [session],
    classes: [classRow()],
    way: 'open',
    ...over,
  };
}

describe('the story of a scan', () => {
  it('[DEV3] begins as saved, with the class named from the code', () => {
    const facts = [{ fact: scanFact(factId()), answer: null }];
    const [story] = scanStories(known({ facts, way: 'offline' }));
    expect(story).toMatchObject({ status: 'saved', title: 'CS301 Operating Systems', sessionId: session.id });
    expect(story?.sentence).toContain('when you’re online');
    expect(scanStories(known({ facts }))[0]?.sentence).toContain('Sending now');
    expect(scanStories(known({ facts, way: 'unreachable' }))[0]?.sentence).not.toContain('Sending');
  });

  it('[SYNC5] names the class of an unknown session by the key id of its staff', () => {
    const facts = [{ fact: scanFact(factId()), answer: null }];
    expect(scanStories(known({ facts, sessions: [] }))[0]?.title).toBe('CS301 Operating Systems');
    const two = [classRow(), classRow({ id: session.classId, course: 'CS302' })];
    expect(scanStories(known({ facts, sessions: [], classes: two }))[0]?.title).toBe('A class of Asha Rao');
    const strange = [{ fact: scanFact(factId(), 99), answer: null }];
    expect(scanStories(known({ facts: strange, sessions: [] }))[0]?.classId).toBeNull();
  });

  it('goes on naming the class while the server waits for its session', () => {
    const id = factId();
    const waiting = {
      outcome: 'waiting',
      reason: 'pending_session',
      sessionId: null,
      classId: null,
    } as const;
    const facts = [{ fact: scanFact(id), answer: null }];
    const [story] = scanStories(known({ facts, scans: [scanRow({ id, ...waiting })], sessions: [] }));
    expect(story).toMatchObject({
      status: 'waiting',
      title: 'CS301 Operating Systems',
      timeZone: classRow().timeZone,
    });
    // Another phone of the same person has only the row.
    expect(scanStories(known({ scans: [scanRow(waiting)] }))[0]?.title).toBe(
      'A class that isn’t in your list',
    );
  });

  it('tells the reason of the answer until the verdict row arrives', () => {
    const answer = { outcome: 'waiting', reason: 'not_enrolled', receivedAt: NOW } as const;
    const [story] = scanStories(known({ facts: [{ fact: scanFact(factId()), answer }] }));
    expect(story).toMatchObject({ status: 'waiting', sentence: sayReason('not_enrolled') });
  });

  it('ends with the verdict: late by whole minutes, once, newest first', () => {
    const id = factId();
    const scans = [scanRow({ id, sessionId: session.id }), scanRow({ scannedAt: NOW - 5 })];
    const attendance = [attendanceRow(session.id, { studentId: STUDENT_ID, status: 'late', minutesLate: 7 })];
    const stories = scanStories(known({ facts: [{ fact: scanFact(id), answer: null }], scans, attendance }));
    expect(stories).toHaveLength(2);
    expect(stories[0]).toMatchObject({ id, status: 'late', statusText: 'Late by 7 min' });
  });

  it('keeps a refused scan with its reason', () => {
    const scans = [scanRow({ outcome: 'rejected', reason: 'token_expired', sessionId: session.id })];
    expect(scanStories(known({ scans }))[0]).toMatchObject({
      status: 'rejected',
      sentence: sayReason('token_expired'),
    });
  });
});

describe('a second scan of the same session', () => {
  it('finds the first one, sent or not', () => {
    const first = { fact: scanFact(factId()), answer: null };
    expect(earlierScan(ref, [first], [])?.id).toBe(first.fact.id);
    const confirmed = scanRow({ sessionId: session.id });
    expect(earlierScan(ref, [], [confirmed])?.id).toBe(confirmed.id);
  });

  it('[SCAN14] knows the very token again, whatever became of its scan', () => {
    const first = { fact: scanFact(factId(), KID, 'link'), answer: null };
    const { body } = first.fact;
    const text = body.how === 'typed' ? '' : (body.tokens[0]?.text ?? '');
    expect(scanOfToken(text, [first])?.id).toBe(first.fact.id);
    expect(scanOfToken(`${text.slice(0, -1)}Q`, [first])).toBeNull();
  });

  it('lets a scan that was not counted be made again', () => {
    const refused = scanRow({ sessionId: session.id, outcome: 'rejected', reason: 'token_expired' });
    const fact = { fact: scanFact(refused.id), answer: null };
    expect(earlierScan(ref, [fact], [refused])).toBeNull();
    expect(
      earlierScan(sessionRef(sessionRow().id), [{ fact: scanFact(factId()), answer: null }], []),
    ).toBeNull();
  });
});
