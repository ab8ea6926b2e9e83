/** States of attendance, of scans and of sessions. */
export const status = {
  'status.present': 'Present',
  'status.late': 'Late',
  'status.absent': 'Absent',
  'status.excused': 'Excused',
  'status.expected': 'Not decided yet',
  'status.void': 'Session cancelled',
  'status.saved': 'Saved',
  'status.sent': 'Sent',
  'status.accepted': 'Accepted',
  'status.review': 'Needs review',
  'status.waiting': 'Waiting',
  'status.rejected': 'Not counted',
  'status.lateBy': 'Late by {minutes} min',

  'session.scheduled': 'Scheduled',
  'session.active': 'Running',
  'session.completed': 'Completed',
  'session.cancelledFor': 'Cancelled: {reason}',
  'session.cancelled': 'Cancelled',
} as const;
