/** An address as people see it: the network, not the machine (privacy). */

/** @returns `10.20.30.x` for IPv4, the first three groups for IPv6; whatever else it is stays hidden */
export function shownAddress(address: string): string {
  const plain = address.replace(/^::ffff:/, '');
  const [a, b, c, d] = plain.split('.');
  if (d !== undefined) return `${a}.${b}.${c}.x`;
  return plain.includes(':') ? `${plain.split(':').slice(0, 3).join(':')}:…` : '…';
}
