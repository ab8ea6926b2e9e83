/** The record of a session, and reopening or cancelling it. */
export const record = {
  'reopen.done': 'The session is open again.',

  'cancelSession.action': 'Cancel session',
  'cancelSession.reason': 'Reason (optional)',
  'cancelSession.title': 'Cancel the session?',
  'cancelSession.text': 'It will count for nobody. Scans and marks are kept and come back if you reopen it.',

  'reopen.action': 'Reopen',

  'record.title': 'Session',
  'record.name': 'Name',
  'record.number': 'Roll number',
  'record.status': 'Status',
  'record.at': 'Time',
  'record.change': 'Change',
  'record.gone': 'This session isn’t on this device.',
  'record.goneText': 'It was taken out of the plan, or you don’t teach its class any more.',
  'record.filter.all': 'Everyone',
  'record.count': '{count} of {total}',
} as const;
