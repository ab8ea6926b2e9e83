import type { device as english } from '../en/device.ts';
import type { Translation } from '../translation.ts';

export const device: Translation<typeof english> = {
  'update.ready': 'Hazri కొత్త వెర్షన్ సిద్ధంగా ఉంది.',
  'update.apply': 'ఇప్పుడే అప్‌డేట్ చేయండి',

  'storage.memory': 'ఈ పరికరం రికార్డును భద్రపరచలేదు. యాప్ తెరిచి ఉన్నంతవరకే అది ఉంటుంది: పంపే వరకు యాప్‌ను తెరిచే ఉంచండి.',
  'storage.recovered.one': 'ఈ పరికరం తన నిల్వను కోల్పోయింది; పంపని 1 రికార్డు తిరిగి దొరికింది.',
  'storage.recovered.other': 'ఈ పరికరం తన నిల్వను కోల్పోయింది; పంపని {count} రికార్డులు తిరిగి దొరికాయి.',

  'ready.yes': 'ఆఫ్‌లైన్‌కు సిద్ధం',
  'ready.no': 'ఇంకా ఆఫ్‌లైన్‌కు సిద్ధంగా లేదు',
  'ready.keysSoon': 'ఆఫ్‌లైన్‌కు సిద్ధం. మీ కీలు త్వరలో అయిపోతాయి: యాప్‌ను ఒకసారి ఆన్‌లైన్‌లో తెరవండి.',
  'ready.missing.signedIn': 'మీరు సైన్ ఇన్ కాలేదు',
  'ready.missing.deviceRegistered': 'ఈ పరికరం ఇంకా నమోదు కాలేదు',
  'ready.missing.keys': 'కోడ్‌లు చూపించే కీలు ఇంకా ఇక్కడ లేవు',
  'ready.missing.replicaPulled': 'మీ క్లాసులు ఇంకా ఇక్కడ లేవు',
  'ready.missing.precached': 'యాప్ ఇంకా ఈ పరికరంలో భద్రం కాలేదు',
  'ready.how': 'ఆన్‌లైన్‌లో ఉన్నప్పుడు యాప్‌ను తెరిచి ఉంచండి: {missing}.',

  'quarantine.count.one': '1 రికార్డును ఈ పరికరం నుంచి పంపలేం.',
  'quarantine.count.other': '{count} రికార్డులను ఈ పరికరం నుంచి పంపలేం.',
  'quarantine.undecodable': 'అందులో ఉన్నది చదవలేకపోయాం.',
  'quarantine.fact_too_large': 'సర్వర్ తీసుకునే పరిమాణం కంటే ఇది పెద్దది.',
  'quarantine.refused_by_server': 'విడిగా పంపినా, మళ్లీ అడిగినా సర్వర్ దీన్ని తీసుకోలేదు.',
  'quarantine.kept': 'ఇది ఇక్కడే ఉంటుంది. ఒక కాపీ భద్రపరిచి మీ ప్రొఫెసర్‌కు లేదా నిర్వాహకులకు చూపించండి.',
  'quarantine.export': 'కాపీ భద్రపరచండి',

  'refused.count.one': 'మీ 1 రికార్డును సర్వర్ తీసుకోలేదు, చివరిది {at} నాటిది.',
  'refused.count.other': 'మీ {count} రికార్డులను సర్వర్ తీసుకోలేదు, చివరిది {at} నాటిది.',
  'refused.ask': 'దీనివల్ల ఎవరి హాజరూ మారలేదు. మారాలంటే క్లాస్ ప్రొఫెసర్‌ను అడగండి.',

  'unsent.one': '{since} నుంచి 1 రికార్డు పంపలేదు',
  'unsent.other': '{count} రికార్డులు పంపలేదు, మొదటిది {since} నుంచి',
  'unsent.keep': 'ఈ యాప్ డేటాను తొలగించకండి.',
  'unsent.send': 'ఇప్పుడే పంపండి',
  'unsent.sending': 'పంపుతోంది',

  'notice.student': '{session}: మీ హాజరు {before} నుంచి {after}కి మారింది.',
  'notice.staff': '{session}లో {student}: {before} నుంచి {after}కి మారింది.',
  'notice.started': '{class} మొదలైంది. గదిలో కోడ్‌ను స్కాన్ చేయండి.',
  'notice.recorded': '{session}: మీ హాజరు {status}గా నమోదైంది.',
  'notice.below': '{class}: మీ హాజరు {percent}కి తగ్గింది.',
  'notice.approved': 'ఆఫీసు మీ ఖాతాను ఆమోదించింది.',
  'notices.readAll': 'అన్నీ చదివినట్టు గుర్తించండి',
  'notices.empty': 'కొత్తవేమీ లేవు',
  'notices.emptyText': 'సెషన్ మొదలైనా, హాజరు మారినా ఇక్కడ కనిపిస్తుంది.',
  'notices.unread': 'కొత్తది',
  'notices.offline': 'చదివినట్టు గుర్తించడానికి ఇంటర్నెట్ కావాలి.',
  'notices.push.title': 'ఈ ఫోన్‌లో సందేశాలు',
  'notices.push.why': 'Hazri మూసి ఉన్నా క్లాస్ మొదలైందని, హాజరు మారిందని తెలుసుకోండి. బ్రౌజర్ ఒకసారి అడుగుతుంది.',
  'notices.push.on': 'సందేశాలు ఆన్ చేయండి',
  'notices.push.off': 'సందేశాలు ఆఫ్ చేయండి',
  'notices.push.refused': 'మీ బ్రౌజర్ Hazri సందేశాలను అనుమతించడం లేదు. బ్రౌజర్ సెట్టింగ్స్‌లో మార్చవచ్చు.',
  'notices.push.failed': 'సందేశాలు ఆన్ కాలేదు. మంచి ఇంటర్నెట్ ఉన్నప్పుడు మళ్ళీ ప్రయత్నించండి.',
  'notice.title': 'సెషన్ తర్వాత మారినవి',
};
