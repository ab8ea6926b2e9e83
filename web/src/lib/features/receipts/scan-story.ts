/** What became of a scan, from this phone's outbox to the server's verdict, in words (feature: receipts). */
import { parseToken, type ClassId, type FactId, type SessionId, type Token } from '@hazri/domain';
import type { ShownStatus } from '../../ui/status-look.ts';
import { sayReason } from '../../words/reasons.ts';
import { say } from '../../words/say.ts';
import type { AttendanceRow, ClassRow, MyFact, ScanRow, SessionRow } from '../live/records.ts';
import { className, whoseCode } from '../scan/whose-code.ts';

export interface ScanStory {
  readonly id: FactId;
  readonly status: ShownStatus;
  /** "Late by 7 min" where the status alone says too little. */
  readonly statusText: string | undefined;
  readonly sentence: string;
  readonly title: string;
  readonly sessionId: SessionId | null;
  readonly classId: ClassId | null;
  readonly timeZone: string | undefined;
  /** Raw device time of the scan. */
  readonly scannedAt: number;
  readonly tokenTime: number | null;
  readonly receivedAt: number | null;
  readonly how: ScanRow['how'];
  readonly trust: ScanRow['trust'];
}

export interface Known {
  readonly facts: readonly MyFact[];
  readonly scans: readonly ScanRow[];
  readonly attendance: readonly AttendanceRow[];
  readonly sessions: readonly SessionRow[];
  readonly classes: readonly ClassRow[];
  readonly way: WayToServer;
}

/** `unreachable`: the phone is in a network, but the server didn't answer last time: a Wi-Fi's sign-in page, trouble. */
export type WayToServer = 'open' | 'offline' | 'unreachable';

/** Every scan that this phone or the server knows, newest first. */
export function scanStories(known: Known): readonly ScanStory[] {
  const mine = known.facts.filter(isScan);
  const rowsById = new Map(known.scans.map((row) => [row.id, row]));
  const myIds = new Set(mine.map(({ fact }) => fact.id));
  const stories = [
    ...mine.map((scan) => storyOfFact(scan, rowsById.get(scan.fact.id) ?? null, known)),
    ...known.scans.filter((row) => !myIds.has(row.id)).map((row) => storyOfRow(row, known)),
  ];
  return stories.toSorted((a, b) => b.scannedAt - a.scannedAt);
}

type ScanFact = MyFact & { readonly fact: Extract<MyFact['fact'], { kind: 'scan' }> };

export function isScan(entry: MyFact): entry is ScanFact {
  return entry.fact.kind === 'scan';
}

/** The first readable token of a scan; null for typed ones. */
export function tokenOfScan(scan: ScanFact): Token | null {
  return readingOfScan(scan)?.token ?? null;
}

/** The same with its text. */
export function readingOfScan({ fact }: ScanFact): { readonly text: string; readonly token: Token } | null {
  if (fact.body.how === 'typed') return null;
  for (const { text } of fact.body.tokens) {
    const parsed = parseToken(text);
    if (parsed.ok) return { text, token: parsed.value };
  }
  return null;
}

function storyOfFact(scan: ScanFact, row: ScanRow | null, known: Known): ScanStory {
  const token = tokenOfScan(scan);
  const owner = token === null ? null : whoseCode(token, known.sessions, known.classes);
  const typedClass = scan.fact.body.how === 'typed' ? scan.fact.body.classId : null;
  const classRow = owner?.class ?? known.classes.find(({ id }) => id === typedClass) ?? null;
  const title = titleOf(classRow, owner?.staffName ?? null);
  if (row !== null) {
    const story = { ...storyOfRow(row, known), scannedAt: scan.fact.body.scannedAt };
    // The server may not know yet whose session it is; the phone does, and goes on saying so.
    return row.classId === null ? { ...story, title, timeZone: classRow?.timeZone } : story;
  }
  const status = stageOf(scan);
  return {
    id: scan.fact.id,
    status,
    statusText: undefined,
    sentence: sentenceBeforeVerdict(status, scan, known.way),
    title,
    sessionId: owner?.session?.id ?? null,
    classId: classRow?.id ?? null,
    timeZone: classRow?.timeZone,
    scannedAt: scan.fact.body.scannedAt,
    tokenTime: null,
    receivedAt: scan.answer?.receivedAt ?? null,
    how: scan.fact.body.how,
    trust: null,
  };
}

function stageOf({ answer }: ScanFact): ShownStatus {
  switch (answer?.outcome) {
    case undefined:
    case 'retry':
      return 'saved';
    case 'duplicate':
    case 'set_aside':
      return 'sent';
    case 'accepted':
    case 'review':
    case 'waiting':
    case 'rejected':
      return answer.outcome;
  }
}

const SAVED_WORDS = {
  open: 'scan.saved',
  offline: 'scan.savedOffline',
  unreachable: 'scan.savedUnreachable',
} as const;

function sentenceBeforeVerdict(status: ShownStatus, { answer }: ScanFact, way: WayToServer): string {
  if (status === 'saved') return say(SAVED_WORDS[way]);
  if (typeof answer?.reason === 'string') return sayReason(answer.reason);
  return status === 'accepted' ? say('scan.accepted.other') : say('scan.sent');
}

function storyOfRow(row: ScanRow, known: Known): ScanStory {
  const classRow = known.classes.find(({ id }) => id === row.classId) ?? null;
  const attendance = known.attendance.find(({ sessionId }) => sessionId === row.sessionId);
  return {
    id: row.id,
    ...verdictOf(row, attendance),
    title: titleOf(classRow, null),
    sessionId: row.sessionId,
    classId: row.classId,
    timeZone: classRow?.timeZone,
    scannedAt: row.scannedAt,
    tokenTime: row.tokenTime,
    receivedAt: row.receivedAt,
    how: row.how,
    trust: row.trust,
  };
}

function verdictOf(
  row: ScanRow,
  attendance: AttendanceRow | undefined,
): Pick<ScanStory, 'status' | 'statusText' | 'sentence'> {
  if (row.outcome !== 'accepted') {
    return {
      status: row.outcome,
      statusText: undefined,
      sentence: row.reason === null ? say('scan.sent') : sayReason(row.reason),
    };
  }
  if (attendance?.status === 'late') {
    const minutes = attendance.minutesLate;
    return {
      status: 'late',
      statusText: say('status.lateBy', { minutes }),
      sentence: say('scan.accepted.late', { minutes }),
    };
  }
  if (attendance?.status === 'present') {
    return { status: 'present', statusText: undefined, sentence: say('scan.accepted.present') };
  }
  return { status: 'accepted', statusText: undefined, sentence: say('scan.accepted.other') };
}

function titleOf(classRow: ClassRow | null, staffName: string | null): string {
  if (classRow !== null) return className(classRow);
  return staffName === null ? say('scan.unknownClass') : say('scan.someClassOf', { name: staffName });
}
