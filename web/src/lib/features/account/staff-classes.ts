/** Which classes does this person teach or assist, as far as the phone knows? Whatever the role of the account. */
import type { Device } from '../../device/device.ts';
import type { ClassRow } from '../live/records.ts';

export async function staffClasses({ account, replica }: Device): Promise<readonly ClassRow[]> {
  const classes = await replica.ofType('class');
  return classes.filter((row) => row.staff.some(({ userId }) => userId === account.id));
}
