/** The code that a student shows a member of staff: a receipt signed by this phone (feature: offline witness). */
import { encodeReceipt, parseId, receiptLink, receiptMessage, type FactId } from '@hazri/domain';
import type { Device } from '../../device/device.ts';
import { myScans } from '../live/records.ts';
import { isScan, readingOfScan } from './scan-story.ts';

/** Why there is no code: the scan was made elsewhere or typed, or the phone has never been registered. */
export type NoReceipt = 'not_here' | 'typed' | 'not_registered';

export type ReceiptCode = { readonly link: string } | { readonly none: NoReceipt };

/** Works offline, for scans that this phone made and still keeps (30 days). */
export async function receiptCode(device: Device, scanId: FactId, origin: string): Promise<ReceiptCode> {
  const scan = (await myScans(device.outbox)).filter(isScan).find(({ fact }) => fact.id === scanId);
  if (scan === undefined) return { none: 'not_here' };
  const { body } = scan.fact;
  if (body.how === 'typed') return { none: 'typed' };
  const tokenText = readingOfScan(scan)?.text;
  if (tokenText === undefined) return { none: 'not_here' };
  const deviceId = parseId<'device'>((await device.deviceId()) ?? '');
  if (deviceId === null) return { none: 'not_registered' };
  const { id: studentId } = device.account;
  const fields = { scanId, studentId, deviceId, tokenText, claimedAt: body.scannedAt };
  const signature = await device.sign(receiptMessage(fields));
  return signature === null
    ? { none: 'not_registered' }
    : { link: receiptLink(origin, encodeReceipt(fields, signature)) };
}
