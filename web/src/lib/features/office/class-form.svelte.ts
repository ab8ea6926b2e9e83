/** The fields of a class while somebody types them, and the request that they make. */
import type { Policy } from '@hazri/domain';
import { DEFAULT_POLICY } from '@hazri/domain';
import type { Meeting } from '@hazri/sync-protocol';
import type { CatalogueView } from '@hazri/sync-protocol/api/catalogue';
import { classView, type ClassView } from '@hazri/sync-protocol/api/classes';
import { call, type Trouble } from '../../api/call.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** Values that stand for "no entry of the catalogue": typed by hand, or none. */
export const OWN = 'own';

export class ClassForm {
  courseId = $state('');
  course = $state('');
  title = $state('');
  section = $state('A');
  termId = $state('');
  term = $state('');
  room = $state('');
  capacity = $state<number | null>(null);
  timeZone = $state(deviceTimeZone());
  timetable = $state<Meeting[]>([]);
  lateMinutes = $state<number | null>(DEFAULT_POLICY.lateAfterMs / MINUTE_MS);
  rotationSeconds = $state<number | null>(DEFAULT_POLICY.rotationMs / SECOND_MS);
  twoFrames = $state<boolean>(DEFAULT_POLICY.twoFrames);
  frameSeconds = $state<number | null>(DEFAULT_POLICY.frameMs / SECOND_MS);
  offlineScans = $state<Policy['offlineScans']>(DEFAULT_POLICY.offlineScans);
  lowPercent = $state<number | null>(null);
  professorEmail = $state('');
  busy = $state(false);
  trouble = $state.raw<Trouble | null>(null);
  readonly #saved: ClassView | null;

  /** @param saved the class that is edited; null makes a new one */
  constructor(saved: ClassView | null, catalogue: CatalogueView) {
    this.#saved = saved;
    this.courseId = saved?.courseId ?? (saved === null && catalogue.courses.length > 0 ? '' : OWN);
    this.termId = saved === null ? (catalogue.terms.at(-1)?.id ?? OWN) : (saved.termId ?? OWN);
    if (saved === null) return;
    this.course = saved.course;
    this.title = saved.title;
    this.section = saved.section;
    this.term = saved.term;
    this.room = saved.room;
    this.capacity = saved.capacity;
    this.timeZone = saved.timeZone;
    this.timetable = [...saved.timetable];
    this.lateMinutes = saved.policy.lateAfterMs / MINUTE_MS;
    this.rotationSeconds = saved.policy.rotationMs / SECOND_MS;
    this.twoFrames = saved.policy.twoFrames;
    this.frameSeconds = saved.policy.frameMs / SECOND_MS;
    this.offlineScans = saved.policy.offlineScans;
    this.lowPercent = saved.lowPercent;
  }

  /** The class as it is then; null when it wasn't taken: `trouble` says why, and everything typed stays. */
  async save(): Promise<ClassView | null> {
    this.busy = true;
    const asked = await call({
      method: this.#saved === null ? 'POST' : 'PATCH',
      path: this.#saved === null ? '/api/classes' : `/api/classes/${this.#saved.id}`,
      body: this.#body(),
      answer: classView,
    });
    this.busy = false;
    this.trouble = asked.ok ? null : asked.trouble;
    return asked.ok ? asked.value : null;
  }

  #body(): object {
    const { courseId, termId } = this;
    const email = this.professorEmail.trim();
    return {
      ...(courseId === OWN || courseId === ''
        ? { courseId: null, course: this.course.trim() || undefined, title: this.title.trim() || undefined }
        : { courseId }),
      ...(termId === OWN || termId === '' ? { termId: null, term: this.term.trim() } : { termId }),
      section: this.section.trim(),
      room: this.room.trim(),
      capacity: this.capacity,
      timeZone: this.timeZone,
      timetable: this.timetable,
      policy: this.#policy(),
      lowPercent: this.lowPercent,
      ...(email === '' ? {} : { professorEmail: email }),
    };
  }

  #policy(): Policy {
    const before = this.#saved?.policy ?? DEFAULT_POLICY;
    const rotationMs = (this.rotationSeconds ?? before.rotationMs / SECOND_MS) * SECOND_MS;
    return {
      rotationMs,
      // A code that people may still point at as long as it did: at least its step.
      expiryMs: Math.max(rotationMs, before.expiryMs - before.rotationMs + rotationMs),
      frameMs: Math.round((this.frameSeconds ?? before.frameMs / SECOND_MS) * SECOND_MS),
      lateAfterMs: Math.round((this.lateMinutes ?? before.lateAfterMs / MINUTE_MS) * MINUTE_MS),
      twoFrames: this.twoFrames,
      offlineScans: this.offlineScans,
    };
  }
}

function deviceTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Every zone that the device knows, and the class's own where the device is older. */
export function timeZones(own: string): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(own) ? known : [own, ...known];
}
