/** The screen with the code, and ending a session there. */
export const present = {
  'present.title': 'Code of {class}',
  'present.noKey':
    'The keys for today are not on this device. Go online for a moment; the code comes back by itself.',
  'present.notRunning': 'This session isn’t running.',
  'present.waiting': 'Preparing the code.',
  'present.code': 'Attendance code for {class}. It changes every few seconds.',
  'present.next': 'new code in {seconds} s',
  'present.here': '{present} of {roster} here',
  'present.typed': 'Without a camera, type',
  'present.fullScreen': 'Full screen',
  'present.leaveFull': 'Leave full screen',
  'present.hideNames': 'Hide names',
  'present.showNames': 'Show names',
  'present.end': 'End session',
  'present.offline': 'Offline: the code keeps working. Names appear when the network is back.',
  'present.leave': 'Back to Today',

  'end.title': 'End the session?',
  'end.present': 'present',
  'end.late': 'late',
  'end.excused': 'excused',
  'end.absent': 'will be absent',
  'end.waiting': 'need review or a place on the roster',
  'end.text': 'Scans that arrive later still count: they turn absent into present or late, and you are told.',
  'end.confirm': 'End session',
  'end.done': 'The session is completed.',
} as const;
