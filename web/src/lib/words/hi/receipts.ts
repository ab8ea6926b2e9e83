import type { receipts as english } from '../en/receipts.ts';
import type { Translation } from '../translation.ts';

export const receipts: Translation<typeof english> = {
  'receipts.title': 'रसीदें',
  'receipts.empty': 'अभी कोई स्कैन नहीं',
  'receipts.emptyText': 'आपका हर स्कैन अपनी स्थिति और कारण के साथ यहाँ दिखेगा।',

  'receipt.title': 'रसीद',
  'receipt.gone': 'यह रसीद इस डिवाइस पर नहीं है।',
  'receipt.scanned': 'स्कैन किया',
  'receipt.shown': 'कोड दिखा',
  'receipt.received': 'सर्वर को मिला',
  'receipt.how': 'कैसे',
  'receipt.how.camera': 'ऐप के कैमरे से',
  'receipt.how.link': 'फ़ोन के अपने कैमरे से',
  'receipt.how.typed': 'अंक टाइप करके',
  'receipt.how.api': 'किसी और प्रोग्राम से',
  'receipt.trust': 'मिला',
  'receipt.trust.live': 'जब कोड स्क्रीन पर था',
  'receipt.trust.deferred': 'बाद में; कोड सही था, पर इससे कमरे में होना साबित नहीं होता',
  'receipt.trust.witnessed': 'और स्टाफ़ के एक सदस्य ने पुष्टि की',
  'receipt.class': 'क्लास',

  'receipt.code.action': 'शिक्षक को दिखाएँ',
  'receipt.code.title': 'आपकी रसीद',
  'receipt.code.label': 'शिक्षक के लिए रसीद का कोड',
  'receipt.code.text': 'प्रोफ़ेसर या सहायक इसे स्कैन करके पुष्टि करते हैं कि आप कमरे में हैं। नेटवर्क के बिना भी काम करता है।',
  'receipt.code.none.not_here': 'यह स्कैन किसी और डिवाइस पर हुआ था: कोड वहीं दिखाएँ।',
  'receipt.code.none.typed': 'टाइप किए गए कोड की रसीद का कोड नहीं होता। अपना नाम पुकारने को कहें।',
  'receipt.code.none.not_registered': 'यह फ़ोन अभी दर्ज नहीं है। थोड़ी देर ऑनलाइन हों, फिर कोड दिखेगा।',
};
