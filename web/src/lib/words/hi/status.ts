import type { status as english } from '../en/status.ts';
import type { Translation } from '../translation.ts';

export const status: Translation<typeof english> = {
  'status.present': 'हाज़िर',
  'status.late': 'देर से',
  'status.absent': 'ग़ैरहाज़िर',
  'status.excused': 'छुट्टी मंज़ूर',
  'status.expected': 'अभी तय नहीं',
  'status.void': 'सेशन रद्द',
  'status.saved': 'सहेजा गया',
  'status.sent': 'भेजा गया',
  'status.accepted': 'स्वीकार हुआ',
  'status.review': 'जाँच बाक़ी',
  'status.waiting': 'इंतज़ार में',
  'status.rejected': 'गिना नहीं गया',
  'status.lateBy': '{minutes} मिनट देर से',

  'session.scheduled': 'तय है',
  'session.active': 'चल रहा है',
  'session.completed': 'पूरा हुआ',
  'session.cancelledFor': 'रद्द: {reason}',
  'session.cancelled': 'रद्द हुआ',
};
