import type { alerts as english } from '../en/alerts.ts';
import type { Translation } from '../translation.ts';

export const alerts: Translation<typeof english> = {
  'alert.open': '{line} से कम हाज़िरी वालों को लिखें',
  'alert.offline': 'विद्यार्थियों को लिखने के लिए नेटवर्क चाहिए। किसी को नहीं लिखा गया।',
  'alert.title.one': '{line} से कम हाज़िरी वाले {count} विद्यार्थी को लिखें?',
  'alert.title.other': '{line} से कम हाज़िरी वाले {count} विद्यार्थियों को लिखें?',
  'alert.text': 'उन्हें अपनी हाज़िरी, सीमा तक पहुँचने के लिए क्या चाहिए और कहाँ देखें, यह लिखा मिलेगा। ऐप भी उन्हें बताता है।',
  'alert.do.one': '{count} विद्यार्थी को लिखें',
  'alert.do.other': '{count} विद्यार्थियों को लिखें',
  'alert.nobody': 'कोई भी {line} से कम नहीं है।',
  'alert.mailed.one': '{count} विद्यार्थी को ई-मेल मिलता है।',
  'alert.mailed.other': '{count} विद्यार्थियों को ई-मेल मिलता है।',
  'alert.appOnly.one': '{count} को सिर्फ़ ऐप में सूचना मिलती है: ई-मेल नहीं चाहिए या पता नहीं है।',
  'alert.appOnly.other': '{count} को सिर्फ़ ऐप में सूचना मिलती है: ई-मेल नहीं चाहिए या पता नहीं है।',
  'alert.noMailServer.one': '{count} विद्यार्थी को ऐप में सूचना मिलती है। यह सर्वर ई-मेल नहीं भेजता।',
  'alert.noMailServer.other': '{count} विद्यार्थियों को ऐप में सूचना मिलती है। यह सर्वर ई-मेल नहीं भेजता।',
  'alert.unreached.one': '{count} ने हर तरह की सूचना बंद कर रखी है।',
  'alert.unreached.other': '{count} ने हर तरह की सूचना बंद कर रखी है।',
  'alert.lately.one': '{count} को पिछले छह दिनों में लिखा जा चुका है; अभी नहीं लिखा जाता।',
  'alert.lately.other': '{count} को पिछले छह दिनों में लिखा जा चुका है; अभी नहीं लिखा जाता।',
  'alert.full.one': '{count} को रुकना होगा: बहुत से ई-मेल रास्ते में हैं। कुछ मिनट बाद फिर कोशिश करें।',
  'alert.full.other': '{count} को रुकना होगा: बहुत से ई-मेल रास्ते में हैं। कुछ मिनट बाद फिर कोशिश करें।',
};
