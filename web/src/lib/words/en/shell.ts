/** Words of the frame around every page, and of components. */
export const shell = {
  close: 'Close',
  cancel: 'Cancel',
  back: 'Back',
  skip: 'Skip to content',
  loading: 'Loading',
  undo: 'Undo',
  search: 'Search',
  save: 'Save',
  home: 'Go to the start page',
  offline: 'Offline',

  'nav.label': 'Main',
  'nav.scan': 'Scan',
  'nav.receipts': 'Receipts',
  'nav.classes': 'Classes',
  'nav.notices': 'News',
  'nav.today': 'Today',
  'nav.teach': 'Teaching',
  'nav.requests': 'Requests',
  'nav.office': 'Office',
  'nav.profile': 'Profile',
  'nav.logout': 'Log out',
  'nav.theme': 'Look: {theme}',

  'language.label': 'Language',
  'language.fault.offline': 'This language isn’t on this device yet. Choose it again when you are online.',

  'theme.system': 'automatic',
  'theme.light': 'light',
  'theme.dark': 'dark',

  'error.notFound.title': 'There is no such page',
  'error.notFound.text': 'The address may be old or mistyped.',
  'error.broken.title': 'Something went wrong here',
  'error.broken.text':
    'What you recorded is safe on this device. Reload the page; if it happens again, go to the start page.',
  'error.offline.title': 'This page isn’t on this device yet',
  'error.offline.text':
    'You are offline. Scanning and taking attendance work without a network; this page will open when you are online.',
  'error.reload': 'Reload',
} as const;
