/** How a person recognises this device in the list of theirs: "Chrome, Android". No fingerprinting, just words. */
const MAX_LABEL = 80;
const BROWSERS = ['Edg', 'OPR', 'SamsungBrowser', 'Firefox', 'Chrome', 'Safari'];
const SYSTEMS = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'CrOS', 'Linux'];

export function deviceLabel(userAgent: string = navigator.userAgent): string {
  const browser = BROWSERS.find((name) => userAgent.includes(name)) ?? 'Browser';
  const system = SYSTEMS.find((name) => userAgent.includes(name));
  return (system === undefined ? browser : `${browser}, ${system}`).slice(0, MAX_LABEL);
}
