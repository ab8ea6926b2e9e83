import type { receipts as english } from '../en/receipts.ts';
import type { Translation } from '../translation.ts';

export const receipts: Translation<typeof english> = {
  'receipts.title': 'రసీదులు',
  'receipts.empty': 'ఇంకా స్కాన్‌లు లేవు',
  'receipts.emptyText': 'మీరు చేసే ప్రతి స్కాన్ దాని స్థితి, కారణంతో ఇక్కడ ఉంటుంది.',

  'receipt.title': 'రసీదు',
  'receipt.gone': 'ఈ రసీదు ఈ పరికరంలో లేదు.',
  'receipt.scanned': 'స్కాన్ చేసింది',
  'receipt.shown': 'కోడ్ చూపించింది',
  'receipt.received': 'సర్వర్‌కు అందింది',
  'receipt.how': 'ఎలా',
  'receipt.how.camera': 'యాప్‌లోని కెమెరాతో',
  'receipt.how.link': 'ఫోన్ సొంత కెమెరాతో',
  'receipt.how.typed': 'అంకెలు టైప్ చేసి',
  'receipt.how.api': 'మరో ప్రోగ్రామ్ ద్వారా',
  'receipt.trust': 'అందింది',
  'receipt.trust.live': 'కోడ్ స్క్రీన్‌పై ఉన్నప్పుడు',
  'receipt.trust.deferred': 'తర్వాత; కోడ్ సరైనదే, కానీ గదిలో ఉన్నట్లు ఇది చూపదు',
  'receipt.trust.witnessed': 'సిబ్బందిలో ఒకరు నిర్ధారించారు',
  'receipt.class': 'క్లాస్',

  'receipt.code.action': 'అధ్యాపకులకు చూపించండి',
  'receipt.code.title': 'మీ రసీదు',
  'receipt.code.label': 'అధ్యాపకుల కోసం రసీదు కోడ్',
  'receipt.code.text': 'మీరు గదిలో ఉన్నారని నిర్ధారించడానికి ప్రొఫెసర్ లేదా సహాయకులు దీన్ని స్కాన్ చేస్తారు. నెట్‌వర్క్ లేకుండా కూడా పనిచేస్తుంది.',
  'receipt.code.none.not_here': 'ఈ స్కాన్ మరో పరికరంలో చేశారు: కోడ్‌ను అక్కడ చూపించండి.',
  'receipt.code.none.typed': 'టైప్ చేసిన కోడ్‌కు రసీదు కోడ్ ఉండదు. మీ పేరు పిలవమని అడగండి.',
  'receipt.code.none.not_registered': 'ఈ ఫోన్ ఇంకా నమోదు కాలేదు. కాసేపు ఆన్‌లైన్‌కు వెళ్లండి, తర్వాత కోడ్ కనిపిస్తుంది.',
};
