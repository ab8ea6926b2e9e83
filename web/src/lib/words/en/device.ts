/** What this device holds: the app’s own version, its storage, what waits to be sent, notices. */
export const device = {
  'update.ready': 'A new version of Hazri is ready.',
  'update.apply': 'Update now',
  'update.applying': 'The new version is being started. Nothing that waits to be sent is lost.',
  'update.stuck':
    'The new version could not be started yet. It comes by itself once all tabs of Hazri have been closed.',
  'update.typed.title': 'What you typed is not saved',
  'update.typed.confirm': 'Update and lose it',
  'update.typed.why':
    'On this page something is typed in that has not been saved. An update loads the page anew, and you would have to type it again.',

  'storage.memory':
    'This device refused to store the record. It is kept while the app stays open: leave it open until it is sent.',
  'storage.recovered.one': 'This device lost its storage; 1 unsent record was recovered.',
  'storage.recovered.other': 'This device lost its storage; {count} unsent records were recovered.',

  'ready.yes': 'Ready offline',
  'ready.no': 'Not ready offline yet',
  'ready.keysSoon': 'Ready offline. Your keys run out soon: open the app online once.',
  'ready.missing.signedIn': 'you are not signed in',
  'ready.missing.deviceRegistered': 'this device is not registered yet',
  'ready.missing.keys': 'the keys for showing codes are not here yet',
  'ready.missing.replicaPulled': 'your classes are not here yet',
  'ready.missing.precached': 'the app is not stored on this device yet',
  'ready.how': 'Keep the app open while you are online: {missing}.',

  'quarantine.count.one': '1 record can’t be sent from this device.',
  'quarantine.count.other': '{count} records can’t be sent from this device.',
  'quarantine.undecodable': 'Its contents could not be read.',
  'quarantine.fact_too_large': 'It is larger than the server takes.',
  'quarantine.refused_by_server': 'The server did not take it, alone and after asking again.',
  'quarantine.kept': 'It stays here. Save a copy and show it to your professor or administrator.',
  'quarantine.export': 'Save a copy',

  'refused.count.one': 'The server did not take 1 record of yours, the last from {at}.',
  'refused.count.other': 'The server did not take {count} records of yours, the last from {at}.',
  'refused.ask': 'This changed nobody’s record. If it should, ask a professor of the class.',

  'unsent.one': '1 record not sent since {since}',
  'unsent.other': '{count} records not sent, the first since {since}',
  'unsent.keep': 'Don’t clear this app’s data.',
  'unsent.send': 'Send now',
  'unsent.sending': 'Sending',

  'notice.student': '{session}: your attendance changed from {before} to {after}.',
  'notice.staff': '{student} in {session}: changed from {before} to {after}.',
  'notice.started': '{class} has begun. Scan the code in the room.',
  'notice.recorded': '{session}: you are recorded as {status}.',
  'notice.below': '{class}: your attendance has fallen to {percent}.',
  'notice.approved': 'The office has approved your account.',
  'notices.readAll': 'Mark all read',
  'notices.empty': 'Nothing new',
  'notices.emptyText': 'When a session begins or a record changes, it shows here.',
  'notices.unread': 'Unread',
  'notices.offline': 'Marking as read needs a connection.',
  'notices.push.title': 'Messages on this device',
  'notices.push.why':
    'Know that a class has begun, or that a record changed, while Hazri is closed. Your browser will ask you once.',
  'notices.push.on': 'Turn on messages',
  'notices.push.off': 'Turn off messages',
  'notices.push.refused':
    'Your browser doesn’t allow messages from Hazri. You can change that in its settings.',
  'notices.push.failed': 'Messages couldn’t be turned on. Try again with a better connection.',
  'notice.title': 'Changed after the session',
} as const;
