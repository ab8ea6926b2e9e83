/** The receipts of scans. */
export const receipts = {
  'receipts.title': 'Receipts',
  'receipts.empty': 'No scans yet',
  'receipts.emptyText': 'Every scan you make stands here with its state and its reason.',

  'receipt.title': 'Receipt',
  'receipt.gone': 'This receipt isn’t on this device.',
  'receipt.scanned': 'Scanned',
  'receipt.shown': 'Code shown',
  'receipt.received': 'Received by the server',
  'receipt.how': 'How',
  'receipt.how.camera': 'with the camera in the app',
  'receipt.how.link': 'with the phone’s own camera',
  'receipt.how.typed': 'by typing the digits',
  'receipt.how.api': 'through another program',
  'receipt.trust': 'Received',
  'receipt.trust.live': 'while the code was on the screen',
  'receipt.trust.deferred': 'later; the code was right, being in the room is not shown by it',
  'receipt.trust.witnessed': 'and confirmed by a member of staff',
  'receipt.class': 'Class',
} as const;
