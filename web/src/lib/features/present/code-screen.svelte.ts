/**
 * What the code screen shows at every moment. Each round: know the step's nonce (stating it durably first, SCAN11),
 * sign, draw, sleep until the next frame. All of it is derived from the clock and from facts, so reload, sleep and a
 * lost network change nothing.
 */
import { stepStartAt, type SessionState } from '@hazri/domain';
import type { Device } from '../../device/device.ts';
import { myShownCodes } from '../live/records.ts';
import { codePath, type CodePath } from './code-path.ts';
import { codeMaker, type CodeMaker, type MadeCode } from './make-code.ts';
import { newNonce, NO_NONCES, noncesByStep, withNonces } from './shown-codes.ts';
import { msToNextFrame, msToNextStep, stepsToState } from './steps.ts';

export interface ShownCode extends MadeCode, CodePath {}

/** With keys missing, they may have arrived by now. */
const RETRY_MS = 3_000;
const RING_EVERY_MS = 250;

export class CodeScreen {
  shown = $state.raw<ShownCode | null>(null);
  noKey = $state(false);
  /** Milliseconds left of the step on the screen. */
  leftMs = $state(0);
  readonly #device: Device;
  readonly #session: Pick<SessionState, 'id' | 'policy'>;
  #maker: CodeMaker | null = null;
  #kid: number | null = null;
  #nonces: ReadonlyMap<number, string> = NO_NONCES;
  #stating: Promise<void> | null = null;
  #stopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ring: ReturnType<typeof setInterval> | undefined;

  constructor(device: Device, session: Pick<SessionState, 'id' | 'policy'>) {
    this.#device = device;
    this.#session = session;
  }

  /** Shows codes until the returned function is called. */
  start(): () => void {
    void this.#round();
    this.#ring = setInterval(() => this.#turnRing(), RING_EVERY_MS);
    // Timers sleep with the laptop: be right at once when it wakes.
    const onVisible = (): void => void this.#round();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      clearInterval(this.#ring);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }

  async #round(): Promise<void> {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    const code = await this.#codeNow().catch(() => null);
    if (this.#hasStopped()) return;
    clearTimeout(this.#timer);
    this.noKey = code === null;
    if (code !== null) this.shown = { ...code, ...codePath(code.link) };
    else this.shown = null;
    this.#turnRing();
    const waitMs = code === null ? RETRY_MS : msToNextFrame(this.#device.clock.now(), this.#session.policy);
    this.#timer = setTimeout(() => void this.#round(), waitMs);
  }

  async #codeNow(): Promise<MadeCode | null> {
    const maker = await this.#open();
    if (maker === null) return null;
    await this.#stateSteps();
    const nowMs = this.#device.clock.now();
    const nonce = this.#nonces.get(stepStartAt(nowMs, this.#session.policy.rotationMs));
    return nonce === undefined ? null : maker.codeAt(nowMs, nonce);
  }

  async #open(): Promise<CodeMaker | null> {
    if (this.#maker !== null) return this.#maker;
    const issuer = await this.#device.issuer();
    if (issuer === null) return null;
    const facts = await myShownCodes(this.#device.outbox);
    this.#kid = issuer.kid;
    this.#nonces = noncesByStep(facts, this.#session.id, issuer.kid);
    this.#maker = codeMaker(this.#session, issuer.kid, location.origin, (day) => this.#device.dayKey(day));
    return this.#maker;
  }

  /** States what will be shown before it is shown; a step whose nonce isn't durable is never displayed. */
  #stateSteps(): Promise<void> {
    this.#stating ??= this.#stateMissing().finally(() => (this.#stating = null));
    return this.#stating;
  }

  async #stateMissing(): Promise<void> {
    const { clock } = this.#device;
    const missing = stepsToState(clock.now(), this.#session.policy, this.#nonces);
    if (missing.length === 0 || this.#kid === null) return;
    const steps = missing.map((step) => [step, newNonce()] as const);
    await this.#device.state('codes.shown', {
      sessionId: this.#session.id,
      kid: this.#kid,
      clockOffsetMs: clock.offsetMs(),
      steps,
    });
    this.#nonces = withNonces(this.#nonces, steps);
  }

  /** Asked again after every wait: `stop` may have come meanwhile. */
  #hasStopped(): boolean {
    return this.#stopped;
  }

  #turnRing(): void {
    this.leftMs = msToNextStep(this.#device.clock.now(), this.#session.policy);
  }
}
