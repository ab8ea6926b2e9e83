/** How the app of one phone runs: what a plan says of it. */
export interface PhoneTraits {
  readonly index: number;
  readonly name: string;
  readonly skewMs: number;
  /** Seconds gained per second. */
  readonly drift: number;
  readonly syncEveryMs: number;
  /** Page and service worker each with an engine; whether the lock between them works. */
  readonly engines: 1 | 2;
  readonly locks: boolean;
  /** It is told what changed, and then hardly looks by itself. */
  readonly live: boolean;
}
