import type { live as english } from '../en/live.ts';
import type { Translation } from '../translation.ts';

export const live: Translation<typeof english> = {
  'live.title': 'హాజరైనవారు',
  'live.empty': 'ఇంకా ఎవరూ లేరు',
  'live.walkIns': 'జాబితాలో లేనివారు',
  'live.review': 'పరిశీలించాలి',
  'live.missing': 'ఇంకా రానివారు',
  'live.search': 'విద్యార్థిని వెతకండి',
  'live.none': 'ఆ పేరుతో విద్యార్థి లేరు.',
  'live.accept': 'అంగీకరించండి',
  'live.reject': 'లెక్కించవద్దు',
  'live.add': 'క్లాస్‌లో చేర్చండి',
  'live.pending': 'ఇంకా పంపలేదు',

  'stillRunning.text': '{class} సెషన్ {since} నుంచి ఇంకా నడుస్తోంది. ముగించే వరకు ఎవరూ గైర్హాజరుగా లెక్కలోకి రారు.',
  'stillRunning.end': 'ముగించండి',

  'mark.title': '{name} హాజరు మార్చండి',
  'mark.reason': 'కారణం (ఐచ్ఛికం)',
  'mark.clear': 'మార్పు తీసివేయండి',
  'mark.now': 'ప్రస్తుతం: {status}',
  'mark.done': '{name}: {status}',
  'mark.change': 'స్థితి మార్చండి',
  'mark.manyTitle.one': '1 విద్యార్థి స్థితి మార్చండి',
  'mark.manyTitle.other': '{count} విద్యార్థుల స్థితి మార్చండి',
  'mark.many.one': '1 విద్యార్థి: {status}',
  'mark.many.other': '{count} విద్యార్థులు: {status}',
  'mark.undone': 'వెనక్కి తీసుకున్నారు',
};
