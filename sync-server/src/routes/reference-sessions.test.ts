/** Sessions and their codes as clients of the older system use them: each step is a fact. */
import { expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { sessions } from '../db/class-schema.ts';
import { codesShown } from '../db/record-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import { useReference } from '../testing/reference-client.ts';

const { world, professor, other, student, second, call, get, planned, running, factsOf } =
  await useReference();

test('[API] start under the server’s own kid, are completed, and taken up again: all by fact', async () => {
  const { deps } = world.server;
  const { id, code } = await running();
  const { kid } = await deps.issuerKids.serverKid();
  const opened = (await factsOf('session.opened')).at(-1);
  expect(JSON.parse(opened?.json ?? '{}')).toMatchObject({ body: { sessionId: id, kid } });
  expect(opened).toMatchObject({
    authorId: world.people.professor.id,
    deviceId: null,
    outcome: 'accepted',
  });
  expect(code.link).toBe(`HTTP://HAZRI.TEST/S/${code.token}`);
  expect(code.qr_code).toMatch(/^data:image\/svg\+xml;base64,/);
  const again = await call(`/professor/sessions/${id}/activate`, {}, professor);
  expect(again.status).toBe(200);
  expect((await factsOf('session.opened')).filter(({ json }) => json.includes(id))).toHaveLength(1);
  expect((await call(`/professor/sessions/${id}/complete`, {}, professor)).body.success).toBe(true);
  expect((await call(`/professor/sessions/${id}/complete`, {}, professor)).body.success).toBe(true);
  expect(await get(`/api/sessions/${id}/qr`, professor)).toMatchObject({
    status: 409,
    body: { success: false, reason: 'session_not_active' },
  });
  const list = await get(`/api/sessions/${id}/attendance`, professor);
  expect(list.body).toMatchObject({
    success: true,
    status: 'completed',
    stats: { present: 0, absent: 2, total: 2 },
  });
  expect((await call(`/professor/sessions/${id}/activate`, {}, professor)).status).toBe(200);
  expect((await get(`/api/sessions/${id}/attendance`, professor)).body.status).toBe('active');
});

test('[SES1] win over what a device with a fast clock stated before', async () => {
  const { deps } = world.server;
  const { id } = await running();
  const [row] = await deps.database.orm.select().from(sessions).where(eq(sessions.uuid, id));
  if (!row?.lifecycle) throw new Error('it was opened');
  const ahead = { ...row.lifecycle, stamp: [world.clock.now() + 240_000, 3] as const };
  await deps.writer.run((turn) => turn.commit([upsertRows(sessions, [{ ...row, lifecycle: ahead }])]));
  await call(`/professor/sessions/${id}/complete`, {}, professor);
  const stated = (await factsOf('session.completed')).at(-1);
  expect(JSON.parse(stated?.json ?? '{}')).toMatchObject({ hlc: [ahead.stamp[0], 4] });
});

test('[API] are cancelled with a reason; one that never ran can’t be completed', async () => {
  const id = await planned();
  expect((await call(`/professor/sessions/${id}/complete`, {}, professor)).body.reason).toBe(
    'session_not_active',
  );
  const reason = 'The hall is flooded <b>';
  expect((await call(`/professor/sessions/${id}/cancel`, { reason }, professor)).body.success).toBe(true);
  expect((await factsOf('session.cancelled')).at(-1)?.json).toContain(reason);
  const list = await get(`/api/sessions/${id}/attendance`, professor);
  expect(list.body.status).toBe('cancelled');
  const long = await call(`/professor/sessions/${id}/cancel`, { reason: 'x'.repeat(501) }, professor);
  expect(long.status).toBe(400);
});

test('[API] another’s class answers as if there were none', async () => {
  const { id } = await running();
  for (const path of ['activate', 'complete', 'cancel']) {
    const answers = [other, student, second].map((cookie) =>
      call(`/professor/sessions/${id}/${path}`, {}, cookie),
    );
    for (const { status, body } of await Promise.all(answers))
      expect([status, body.reason]).toEqual([404, 'not_found']);
  }
  expect((await get(`/api/sessions/${id}/qr`, other)).status).toBe(404);
  expect((await get('/api/sessions/nonsense/qr', professor)).status).toBe(404);
  expect((await get(`/api/sessions/${id}/qr`, '')).status).toBe(401);
});

test('[SCAN11] the server’s screen states its nonce once a step, before it is shown', async () => {
  const { id, code } = await running();
  const same = await get(`/api/sessions/${id}/qr`, professor);
  expect(same.body.token.slice(0, 30)).toBe(code.token.slice(0, 30));
  const [row] = await world.server.deps.database.orm.select().from(sessions).where(eq(sessions.uuid, id));
  const shown = await world.server.deps.database.orm
    .select()
    .from(codesShown)
    .where(eq(codesShown.sessionId, row?.id ?? 0));
  expect(shown).toHaveLength(1);
});
