import type { status as english } from '../en/status.ts';
import type { Translation } from '../translation.ts';

export const status: Translation<typeof english> = {
  'status.present': 'హాజరు',
  'status.late': 'ఆలస్యం',
  'status.absent': 'గైర్హాజరు',
  'status.excused': 'అనుమతి ఉంది',
  'status.expected': 'ఇంకా తేలలేదు',
  'status.void': 'సెషన్ రద్దు',
  'status.saved': 'భద్రమైంది',
  'status.sent': 'పంపబడింది',
  'status.accepted': 'అంగీకరించారు',
  'status.review': 'పరిశీలించాలి',
  'status.waiting': 'వేచి ఉంది',
  'status.rejected': 'లెక్కించలేదు',
  'status.lateBy': '{minutes} ని. ఆలస్యం',

  'session.scheduled': 'జరగాల్సి ఉంది',
  'session.active': 'జరుగుతోంది',
  'session.completed': 'పూర్తయింది',
  'session.cancelledFor': 'రద్దు: {reason}',
  'session.cancelled': 'రద్దయింది',
};
