/** What the service worker says on a lock screen: imported by it as a whole, since a worker can't load words on demand. */
export const push = {
  session_started: 'Class has begun. Scan the code in the room.',
  attendance_recorded: 'Your attendance is recorded.',
  attendance_changed: 'A record of attendance has changed.',
  below_threshold: 'Your attendance has fallen to {percent} %.',
  account_approved: 'The office has approved your account.',
} as const;
