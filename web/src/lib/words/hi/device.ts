import type { device as english } from '../en/device.ts';
import type { Translation } from '../translation.ts';

export const device: Translation<typeof english> = {
  'update.ready': 'Hazri का नया संस्करण तैयार है।',
  'update.apply': 'अभी अपडेट करें',
  'update.applying': 'नया संस्करण शुरू हो रहा है। भेजने को बचा कुछ भी नहीं खोता।',
  'update.stuck': 'नया संस्करण अभी शुरू नहीं हो सका। Hazri के सब टैब बंद करने पर वह अपने-आप आ जाएगा।',
  'update.typed.title': 'आपका लिखा हुआ सहेजा नहीं गया है',
  'update.typed.confirm': 'अपडेट करें, लिखा हुआ छोड़ दें',
  'update.typed.why':
    'इस पेज पर कुछ लिखा है जो सहेजा नहीं गया। अपडेट पेज को फिर से खोलता है और आपको उसे दोबारा लिखना पड़ेगा।',

  'storage.memory': 'इस डिवाइस ने रिकॉर्ड सहेजने से मना कर दिया। वह तभी तक है जब तक ऐप खुला है: भेजे जाने तक ऐप खुला रखें।',
  'storage.recovered.one': 'इस डिवाइस का स्टोरेज मिट गया था; न भेजा गया {count} रिकॉर्ड वापस मिल गया।',
  'storage.recovered.other': 'इस डिवाइस का स्टोरेज मिट गया था; न भेजे गए {count} रिकॉर्ड वापस मिल गए।',

  'ready.yes': 'ऑफ़लाइन के लिए तैयार',
  'ready.no': 'अभी ऑफ़लाइन के लिए तैयार नहीं',
  'ready.keysSoon': 'ऑफ़लाइन के लिए तैयार। आपकी कुंजियाँ जल्द ख़त्म होंगी: एक बार ऐप ऑनलाइन खोलें।',
  'ready.missing.signedIn': 'आप साइन इन नहीं हैं',
  'ready.missing.deviceRegistered': 'यह डिवाइस अभी पंजीकृत नहीं है',
  'ready.missing.keys': 'कोड दिखाने की कुंजियाँ अभी यहाँ नहीं हैं',
  'ready.missing.replicaPulled': 'आपकी क्लासें अभी यहाँ नहीं हैं',
  'ready.missing.precached': 'ऐप अभी इस डिवाइस पर सहेजा नहीं गया है',
  'ready.how': 'ऑनलाइन रहते हुए ऐप खुला रखें: {missing}।',

  'quarantine.count.one': '{count} रिकॉर्ड इस डिवाइस से नहीं भेजा जा सकता।',
  'quarantine.count.other': '{count} रिकॉर्ड इस डिवाइस से नहीं भेजे जा सकते।',
  'quarantine.undecodable': 'इसकी सामग्री पढ़ी नहीं जा सकी।',
  'quarantine.fact_too_large': 'यह उससे बड़ा है जितना सर्वर लेता है।',
  'quarantine.refused_by_server': 'सर्वर ने इसे नहीं लिया, अकेले भेजने और दोबारा पूछने पर भी नहीं।',
  'quarantine.kept': 'यह यहीं रहेगा। एक प्रति सहेजें और अपने प्रोफ़ेसर या प्रशासक को दिखाएँ।',
  'quarantine.export': 'प्रति सहेजें',

  'refused.count.one': 'सर्वर ने आपका {count} रिकॉर्ड नहीं लिया, आख़िरी {at} का।',
  'refused.count.other': 'सर्वर ने आपके {count} रिकॉर्ड नहीं लिए, आख़िरी {at} का।',
  'refused.ask': 'इससे किसी की हाज़िरी नहीं बदली। बदलनी हो तो क्लास के प्रोफ़ेसर से कहें।',

  'unsent.one': '{since} से {count} रिकॉर्ड नहीं भेजा गया',
  'unsent.other': '{count} रिकॉर्ड नहीं भेजे गए, पहला {since} से',
  'unsent.keep': 'इस ऐप का डेटा न मिटाएँ।',
  'unsent.send': 'अभी भेजें',
  'unsent.sending': 'भेजा जा रहा है',

  'notice.student': '{session}: आपकी हाज़िरी {before} से {after} हो गई।',
  'notice.staff': '{session} में {student}: {before} से {after} हो गया।',
  'notice.started': '{class} शुरू हो गया है। कमरे में कोड स्कैन करें।',
  'notice.recorded': '{session}: आपकी हाज़िरी {status} दर्ज हुई।',
  'notice.below': '{class}: आपकी हाज़िरी घटकर {percent} हो गई है।',
  'notice.approved': 'दफ़्तर ने आपका खाता मंज़ूर कर दिया है।',
  'notices.readAll': 'सब पढ़ लिया',
  'notices.empty': 'कुछ नया नहीं',
  'notices.emptyText': 'सेशन शुरू होने या हाज़िरी बदलने पर यहाँ दिखेगा।',
  'notices.unread': 'नया',
  'notices.offline': 'पढ़ा हुआ दर्ज करने के लिए इंटरनेट चाहिए।',
  'notices.push.title': 'इस फ़ोन पर संदेश',
  'notices.push.why': 'Hazri बंद हो तब भी जानें कि क्लास शुरू हुई या हाज़िरी बदली। ब्राउज़र एक बार पूछेगा।',
  'notices.push.on': 'संदेश चालू करें',
  'notices.push.off': 'संदेश बंद करें',
  'notices.push.refused': 'आपका ब्राउज़र Hazri के संदेश नहीं दिखाने देता। इसे ब्राउज़र की सेटिंग में बदल सकते हैं।',
  'notices.push.failed': 'संदेश चालू नहीं हो सके। बेहतर इंटरनेट पर फिर कोशिश करें।',
  'notice.title': 'सेशन के बाद बदला',
};
