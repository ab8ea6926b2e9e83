/** The devices of one's account, by the server. */
import { deviceList, type DeviceEntry } from '@hazri/sync-protocol/api/devices';
import { call, type Asked } from '../../api/call.ts';
import { sayReason } from '../../words/reasons.ts';
import { say } from '../../words/say.ts';

export class OwnDevices {
  /** null before the first answer. */
  list = $state.raw<readonly DeviceEntry[] | null>(null);
  trouble = $state<string | null>(null);

  async load(): Promise<void> {
    const asked = await call({ method: 'GET', path: '/api/devices', answer: deviceList });
    this.#note(asked);
    if (!asked.ok) return;
    const seen = (device: DeviceEntry) => device.lastContactAt ?? device.createdAt;
    this.list = asked.value.devices.toSorted(
      (a, b) => Number(b.current) - Number(a.current) || seen(b) - seen(a),
    );
  }

  async rename({ deviceId }: DeviceEntry, label: string): Promise<boolean> {
    const path = `/api/devices/${deviceId}`;
    return this.#done(await call({ method: 'PATCH', path, body: { label }, answer: null }));
  }

  async remove({ deviceId }: DeviceEntry): Promise<boolean> {
    return this.#done(await call({ method: 'DELETE', path: `/api/devices/${deviceId}`, answer: null }));
  }

  async #done(asked: Asked<unknown>): Promise<boolean> {
    this.#note(asked);
    if (asked.ok) await this.load();
    return asked.ok;
  }

  #note(asked: Asked<unknown>): void {
    if (asked.ok) this.trouble = null;
    else
      this.trouble =
        asked.trouble.kind === 'offline' ? say('profile.offline') : sayReason(asked.trouble.reason);
  }
}
