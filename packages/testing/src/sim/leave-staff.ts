/** Takes somebody off the staff of a class, as of now; its last professor only after another has become one. */
import { changeStaff } from '@hazri/sync-server';
import type { Deps, RawExecute } from './server-edge.ts';

export async function leaveStaff(
  deps: Deps,
  rows: RawExecute,
  { classUuid, userUuid, at }: { readonly classUuid: string; readonly userUuid: string; readonly at: number },
): Promise<void> {
  const { catalogue } = deps;
  const ofClass = catalogue.classByUuid(classUuid);
  const [user] = await rows('SELECT id FROM users WHERE uuid = ?', [userUuid]);
  if (!ofClass || !user) return;
  const id = Number(user['id']);
  const audit = { at, actorId: null, action: 'staff.ended' };
  const heir = catalogue.staffOf(ofClass.id).find((one) => one.userId !== id && one.until === null);
  const done = await changeStaff(deps, ofClass, id, null, audit);
  if (done.ok || !heir) return;
  await changeStaff(deps, ofClass, heir.userId, 'professor', { ...audit, action: 'staff.role_changed' });
  await changeStaff(deps, ofClass, id, null, audit);
}
