/** Who is in: the live list and marks by hand. */
export const live = {
  'live.title': 'Here',
  'live.empty': 'Nobody yet',
  'live.walkIns': 'Not on the roster',
  'live.review': 'Needs review',
  'live.missing': 'Not here yet',
  'live.search': 'Find a student',
  'live.none': 'No student of that name.',
  'live.accept': 'Accept',
  'live.reject': 'Don’t count',
  'live.add': 'Add to class',
  'live.pending': 'not sent yet',

  'stillRunning.text': '{class}: still running since {since}. Nobody counts as absent until it ends.',
  'stillRunning.end': 'End it',

  'mark.title': 'Change {name}',
  'mark.reason': 'Reason (optional)',
  'mark.clear': 'Clear the mark',
  'mark.now': 'Now: {status}',
  'mark.done': '{name}: {status}',
  'mark.change': 'Change status',
  'mark.manyTitle.one': 'Change the status of 1 student',
  'mark.manyTitle.other': 'Change the status of {count} students',
  'mark.many.one': '1 student: {status}',
  'mark.many.other': '{count} students: {status}',
  'mark.undone': 'Undone',
} as const;
