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

  'mark.title': 'Change {name}',
  'mark.reason': 'Reason (optional)',
  'mark.clear': 'Clear the mark',
  'mark.now': 'Now: {status}',
  'mark.done': '{name}: {status}',
} as const;
