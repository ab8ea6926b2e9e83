/** Writing to students whose attendance is low. */
export const alerts = {
  'alert.open': 'Write to students under {line}',
  'alert.offline': 'Writing to students needs a connection. Nobody was written to.',
  'alert.title.one': 'Write to 1 student under {line}?',
  'alert.title.other': 'Write to {count} students under {line}?',
  'alert.text':
    'They read their attendance, what it takes to reach the line, and where to look. The app tells them, too.',
  'alert.do.one': 'Write to 1 student',
  'alert.do.other': 'Write to {count} students',
  'alert.nobody': 'Nobody is under {line}.',
  'alert.mailed.one': '1 student gets a mail.',
  'alert.mailed.other': '{count} students get a mail.',
  'alert.appOnly.one': '1 gets a notification in the app only: no mail is wanted, or there is no address.',
  'alert.appOnly.other':
    '{count} get a notification in the app only: no mail is wanted, or there is no address.',
  'alert.noMailServer.one': '1 student gets a notification in the app. This server sends no mail.',
  'alert.noMailServer.other': '{count} students get a notification in the app. This server sends no mail.',
  'alert.unreached.one': '1 wants to be told in no way.',
  'alert.unreached.other': '{count} want to be told in no way.',
  'alert.lately.one': '1 was written to in the last six days and is left alone.',
  'alert.lately.other': '{count} were written to in the last six days and are left alone.',
  'alert.full.one': '1 has to wait: too many mails are on their way. Try again in some minutes.',
  'alert.full.other': '{count} have to wait: too many mails are on their way. Try again in some minutes.',
} as const;
