/** The sessions of the day, and starting one. */
export const today = {
  'today.title': 'Today',
  'today.none': 'No sessions today',
  'today.noneText': 'You can still start one for any of your classes.',
  'today.start': 'Start',
  'today.open': 'Show the code',
  'today.record': 'Open the record',
  'today.adhoc': 'Start a session that isn’t in the timetable',
  'today.adhocStart': 'Start now',
  'today.offline': 'You’re offline. Starting works all the same; records travel when the network is back.',
  'today.twice': 'Two sessions of {class} are running. Cancel the one you don’t need.',
  'today.next': 'Next',
  'today.count': '{present} of {roster} here',

  'start.fault.no_key':
    'This device can’t show codes yet. Open the app online once, and it fetches the keys.',
  'start.fault.not_saved': 'This device refused to store the session, so it was not started.',
} as const;
