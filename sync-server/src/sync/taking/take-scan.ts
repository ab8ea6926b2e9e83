/** Scans, and what people say about them: witnesses and reviews. */
import type { FactFor } from '@hazri/domain';
import { newer, parseReceipt, receiptMessage } from '@hazri/domain';
import { NO_REV, ownKey } from '../rows.ts';
import { emptyScan } from './empty-rows.ts';
import { witnessSubject } from './subjects.ts';
import type { Decision, Taking } from './taking.ts';
import { accepted, isStaff, rejected, stampOf, waiting } from './taking.ts';

export function takeScan(taking: Taking, { id: uuid, body, clockJumped }: FactFor<'scan'>): Decision {
  const { set, touched, arrival, catalogue } = taking;
  const witnessed = set.scans.named(ownKey(arrival.author.id, uuid));
  const id = witnessed?.id ?? set.turn.nextId('scans');
  const typed = body.how === 'typed';
  const typedClass = typed ? catalogue.classByUuid(body.classId) : undefined;
  if (typed && !typedClass) return rejected('short_code_wrong');
  // The phone's own scan takes over from what a witness told of it (facts table, witness).
  set.scans.put({
    ...emptyScan(id, uuid, arrival.author.id),
    hasWitness: witnessed?.hasWitness ?? false,
    review: witnessed?.review ?? null,
    reviewStamp: witnessed?.reviewStamp ?? null,
    rev: witnessed?.rev ?? NO_REV,
    deviceId: arrival.deviceId,
    installation: arrival.installation,
    how: arrival.deviceId === null && !typed ? 'api' : body.how,
    tokens: typed ? [] : body.tokens,
    shortCode: typed ? body.shortCode : null,
    typedClassId: typedClass?.id ?? null,
    scannedAt: body.scannedAt,
    sentAt: arrival.sentAt,
    receivedAt: arrival.receivedAt,
    notAfter: arrival.receivedAt,
    clockJumped: clockJumped ?? false,
    jumpBeforeMs: arrival.jump?.beforeOffsetMs ?? null,
    jumpAfterMs: arrival.jump?.afterOffsetMs ?? null,
    contactAfter: arrival.contactAfter,
    ownReceipt: true,
  });
  if (witnessed) touched.addLeft(witnessed);
  if (witnessed && witnessed.sessionId !== null)
    touched.addAttendance(witnessed.sessionId, witnessed.studentId);
  touched.scans.add(id);
  return { outcome: 'scan', scanId: id };
}

/** The receipt's device must have signed it; its token is judged like any scan's. */
export function takeWitness(taking: Taking, { body }: FactFor<'witness'>): Decision {
  const { set, touched, arrival, signatures, deviceByUuid } = taking;
  const receipt = parseReceipt(body.receipt);
  if (!receipt.ok) return rejected(receipt.reason);
  const { scanId, studentId, deviceId, token, tokenText, claimedAt, signature } = receipt.value;
  const session = set.sessions.all().find((row) => row.ref === token.ref && isStaff(taking, row.classId));
  if (!session) {
    const elsewhere = set.sessions.all().some((row) => row.ref === token.ref);
    return elsewhere ? rejected('not_staff') : waiting(token.ref, 'pending_session');
  }
  const device = deviceByUuid.get(deviceId);
  const student = set.person(studentId);
  if (!device || !student || device.userId !== student.id) return rejected('receipt_signature_invalid');
  if (!signatures.isValidOver(device, receiptMessage(receipt.value), signature))
    return rejected('receipt_signature_invalid');
  const known = set.scans.named(ownKey(student.id, scanId));
  const id = known?.id ?? set.turn.nextId('scans');
  set.scans.put(
    known
      ? { ...known, hasWitness: true }
      : {
          ...emptyScan(id, scanId, student.id),
          deviceId: device.id,
          installation: device.installation,
          tokens: [{ text: tokenText, gapMs: 0 }],
          ref: token.ref,
          scannedAt: claimedAt,
          sentAt: arrival.sentAt,
          receivedAt: arrival.receivedAt,
          notAfter: arrival.receivedAt,
          hasWitness: true,
        },
  );
  touched.scans.add(id);
  return accepted(witnessSubject(student.id, scanId));
}

/**
 * Of the named student's scan, or of every scan of the id in classes of the author's. Whatever becomes of it now, it is
 * looked at again with the next scan of the id: that may be one it is of as well.
 */
export function takeReview(taking: Taking, { body }: FactFor<'review'>): Decision {
  const { set, touched } = taking;
  const again = body.scanId;
  const placed = set.scans
    .grouped(body.scanId)
    .filter((scan) => scan.classId !== null && isMeant(set, body, scan));
  if (placed.length === 0) return waiting(body.scanId, 'pending_scan');
  const own = placed.filter(({ classId }) => classId !== null && isStaff(taking, classId));
  if (own.length === 0) return { outcome: 'rejected', reason: 'not_staff', again };
  const made = stampOf(taking);
  for (const scan of own) {
    if (scan.reviewStamp !== null && !newer(made, scan.reviewStamp)) continue;
    set.scans.put({ ...scan, review: body.decision, reviewStamp: made });
    touched.scans.add(scan.id);
  }
  return { outcome: 'accepted', subject: null, again };
}

function isMeant(
  set: Taking['set'],
  { studentId }: FactFor<'review'>['body'],
  scan: { readonly studentId: number },
): boolean {
  return studentId === undefined || set.person(studentId)?.id === scan.studentId;
}
