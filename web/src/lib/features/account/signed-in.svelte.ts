/** Who is signed in on this device: known offline, asked for by every screen through the context. */
import { createContext } from 'svelte';
import type { Account, Role } from '@hazri/sync-protocol';
import type { Device, LoginFault } from '../../device/device.ts';
import { openChannel } from '../../sync/channel.ts';

type State =
  | { readonly phase: 'opening' }
  | { readonly phase: 'out' }
  | { readonly phase: 'in'; readonly device: Device };

export class SignedIn {
  state = $state.raw<State>({ phase: 'opening' });
  #opening: Promise<void> | null = null;
  /** Logging out here: done when all of it is, not when the other tabs are told. Asking again waits for the same end. */
  #leaving: Promise<number> | null = null;

  /** Opens the device's account once; later calls wait for the same opening. */
  open(): Promise<void> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  /** @returns null when signed in, else why not */
  async login(email: string, password: string): Promise<LoginFault | null> {
    const { login } = await import('../../device/device.ts');
    const result = await login(email, password);
    if (!result.ok) return result.reason;
    this.#enter(result.value);
    return null;
  }

  /** Somebody proved by a code who they are, or their account or cookie changed: the device is theirs anew. */
  async adopt(account: Account): Promise<void> {
    const { adopt } = await import('../../device/device.ts');
    this.#enter(await adopt(account));
  }

  #enter(device: Device): void {
    if (this.state.phase === 'in') this.state.device.close();
    this.state = { phase: 'in', device };
  }

  /** @returns how many facts stay on this device unsent (DEV4) */
  async logout(): Promise<number> {
    if (this.state.phase !== 'in') return 0;
    this.#leaving ??= this.#leave(this.state.device).finally(() => (this.#leaving = null));
    return this.#leaving;
  }

  async #leave(device: Device): Promise<number> {
    const { unsent } = await device.logout();
    this.state = { phase: 'out' };
    return unsent;
  }

  async #open(): Promise<void> {
    const { currentDevice } = await import('../../device/device.ts');
    const device = await currentDevice();
    this.state = device === null ? { phase: 'out' } : { phase: 'in', device };
    // Logging out in one tab is logging out in all of them.
    openChannel((message) => {
      if (message.type !== 'logout' || this.#leaving !== null || this.state.phase !== 'in') return;
      if (this.state.device.account.id === message.userId) this.state = { phase: 'out' };
    });
  }
}

export const [useSignedIn, provideSignedIn] = createContext<SignedIn>();
/** The signed-in device; only below `Guard`, which renders nothing without one. */
export const [useDevice, provideDevice] = createContext<Device>();

/** The page on which a role begins. */
export function startPage(role: Role): '/student/scan' | '/professor/today' | '/admin' {
  switch (role) {
    case 'student':
      return '/student/scan';
    case 'professor':
      return '/professor/today';
    case 'administrator':
      return '/admin';
  }
}

/** The page of one's own account, within the frame of the role. */
export function profilePage(role: Role): '/student/profile' | '/professor/profile' | '/admin/profile' {
  return role === 'administrator' ? '/admin/profile' : `/${role}/profile`;
}
