/** Signing in and out, and whose page it is. */
export const account = {
  'login.title': 'Sign in',
  'login.lead': 'Attendance that works in rooms where the network doesn’t.',
  'login.email': 'E-mail',
  'login.password': 'Password',
  'login.submit': 'Sign in',
  'login.kept': 'We have kept the code you scanned. Sign in and it will be saved.',
  'login.fault.invalid_credentials': 'That e-mail and password don’t belong together. Try again.',
  'login.fault.email_unverified': 'This address isn’t confirmed yet.',
  'login.ways': 'Other ways in',
  'login.register': 'Create an account',
  'login.forgot': 'Forgotten password',
  'login.code': 'I have a code',
  'login.waiting':
    'The office hasn’t approved your account yet. You can look around; sessions can be started once it has.',
  'login.fault.offline':
    'There is no network. The first sign-in on a device needs one; after that the app works without.',
  'login.fault.too_many_tries': 'There were many tries in a short time. Wait a few minutes and try again.',
  'login.fault.server_trouble': 'The server can’t answer right now. Try again in a moment.',
  'login.again':
    'Your sign-in has run out. What you record is kept on this device and is sent after you sign in again.',
  'login.againAction': 'Sign in again',

  'logout.who': 'You are signed in on this device as {name}.',
  'logout.now': 'Log out now?',
  'logout.needsNetwork':
    'Signing in again needs a network: until then this device can neither scan nor show codes. Records that are not sent yet stay on it, and are sent once you sign in again.',
  'logout.unsent.one':
    'You are signed out. 1 record is kept on this device and is sent when you sign in again.',
  'logout.unsent.other':
    'You are signed out. {count} records are kept on this device and are sent when you sign in again.',

  'role.wrong.title': 'This page is for someone else',
  'role.wrong.text': 'You are signed in as {name}. This page belongs to another kind of account.',
} as const;
