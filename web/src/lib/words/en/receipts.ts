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

  'receipt.code.action': 'Show to a member of staff',
  'receipt.code.title': 'Your receipt',
  'receipt.code.label': 'Receipt code for a member of staff',
  'receipt.code.text':
    'A professor or assistant scans this to confirm that you are in the room. It works without a network.',
  'receipt.code.none.not_here': 'This scan was made on another device: show the code there.',
  'receipt.code.none.typed': 'A typed code has no receipt code. Ask to be called by name.',
  'receipt.code.none.not_registered':
    'This phone is not registered yet. Go online for a moment, then the code appears.',
} as const;
