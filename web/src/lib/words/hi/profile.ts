import type { profile as english } from '../en/profile.ts';
import type { Translation } from '../translation.ts';

export const profile: Translation<typeof english> = {
  'profile.title': 'प्रोफ़ाइल',
  'profile.again': 'फिर कोशिश करें',
  'profile.offline': 'आप ऑफ़लाइन हैं। खाता नेटवर्क होने पर बदला जा सकता है।',
  'profile.names': 'नाम और नंबर',
  'profile.saved': 'सहेजा गया।',
  'profile.numberFixed': 'गलत हो तो कार्यालय बदलेगा।',
  'profile.claimed': 'नंबर {number} पहले से किसी के पास है। कार्यालय इसे देख रहा है।',
  'profile.password': 'पासवर्ड',
  'profile.passwordText': 'नया पासवर्ड बाकी सभी डिवाइस साइन आउट कर देता है।',
  'profile.currentPassword': 'मौजूदा पासवर्ड',
  'profile.passwordDo': 'पासवर्ड बदलें',
  'profile.passwordSaved': 'पासवर्ड बदल गया।',
  'profile.export': 'मेरा डेटा',
  'profile.exportText': 'आपके बारे में रखी गई हर जानकारी, एक फ़ाइल में। नेटवर्क चाहिए।',
  'profile.exportDo': 'मेरा डेटा फ़ाइल में सहेजें',
  'devices.title': 'डिवाइस',
  'devices.this': 'यह डिवाइस',
  'devices.in': 'साइन इन है',
  'devices.out': 'साइन आउट है',
  'devices.seen': 'आखिरी बार {when}',
  'devices.never': 'अभी तक नहीं दिखा',
  'devices.rename': 'नाम बदलें',
  'devices.label': 'डिवाइस का नाम',
  'devices.remove': 'हटाएँ',
  'devices.removeTitle': '“{label}” हटाएँ?',
  'devices.removeText':
    'वह अब कुछ नहीं भेज पाएगा, और उस पर दिखते कोड मान्य नहीं रहेंगे। उसने जो अभी तक नहीं भेजा, वह उससे नहीं लिया जाएगा।',
};
