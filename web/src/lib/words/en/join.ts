/** Joining a class by its code. */
export const join = {
  'join.title': 'Join class',
  'join.text': 'Your professor shows the code of the class.',
  'join.code': 'Class code',
  'join.do': 'Join',
  'join.offline': 'Joining needs a connection. The code stays here.',
  'join.done': 'You are in the class',
  'join.already': 'You were in this class already',
  'join.open': 'Open the class',
} as const;
