import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '@hazri/domain';
import { isTimeZone, policyFaults, timetableFaults } from './class-details.ts';
import { JOIN_CODE_LENGTH, makeJoinCode, readJoinCode } from './join-code.ts';

const meeting = (weekday: number, hour: number, durationMinutes = 60) => ({
  weekday,
  startMinute: hour * 60,
  durationMinutes,
});

test('a time zone is a place that the calendar knows', () => {
  expect(['Asia/Kolkata', 'America/New_York', 'UTC', 'Etc/GMT+5'].map(isTimeZone)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['Asia/Atlantis', '+05:30', '', 'IST ', '../etc', '<img>'].map(isTimeZone)).toEqual(
    Array.from({ length: 6 }, () => false),
  );
});

test('meetings of one class don’t overlap, not even over Sunday midnight', () => {
  expect(timetableFaults([meeting(1, 9), meeting(1, 10), meeting(2, 9)])).toEqual([]);
  expect(timetableFaults([meeting(1, 9, 90), meeting(1, 10)])).toEqual([
    { path: 'timetable.1', code: 'overlap' },
  ]);
  expect(timetableFaults([meeting(1, 10), meeting(1, 9, 90)])).toEqual([
    { path: 'timetable.1', code: 'overlap' },
  ]);
  expect(timetableFaults([meeting(1, 0), meeting(7, 23, 90)])).toEqual([
    { path: 'timetable.1', code: 'overlap' },
  ]);
  expect(timetableFaults([meeting(1, 9), meeting(1, 9)])).toEqual([{ path: 'timetable.1', code: 'overlap' }]);
});

test('[SCAN7] two frames fit into a step, and a token lives as long as its step', () => {
  expect(policyFaults(DEFAULT_POLICY)).toEqual([]);
  expect(policyFaults({ ...DEFAULT_POLICY, frameMs: 16_000 })).toEqual([
    { path: 'policy.frameMs', code: 'too_long' },
  ]);
  expect(policyFaults({ ...DEFAULT_POLICY, frameMs: 16_000, twoFrames: false })).toEqual([]);
  expect(policyFaults({ ...DEFAULT_POLICY, expiryMs: 29_000 })).toEqual([
    { path: 'policy.expiryMs', code: 'too_short' },
  ]);
});

test('a class code has no signs that are taken for others, and is read however it was typed', () => {
  const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);
  const codes = Array.from({ length: 32 }, (_, at) =>
    makeJoinCode(() => everyByte.slice(at * 8, at * 8 + 8)),
  );
  expect(codes.every((code) => code.length === JOIN_CODE_LENGTH)).toBe(true);
  expect(new Set(codes.join('')).size).toBe(32);
  expect(codes.join('')).not.toMatch(/[IO01]/);
  expect(readJoinCode(' k7qm-2xwd ')).toBe('K7QM2XWD');
  expect(readJoinCode('K7QM 2XWD')).toBe('K7QM2XWD');
});
