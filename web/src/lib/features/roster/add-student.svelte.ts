/** The form that puts one person on a roster: by number without a network, by e-mail with one. */
import type { ClassId } from '@hazri/domain';
import type { Device } from '../../device/device.ts';
import { say } from '../../words/say.ts';
import { sayReason } from '../../words/reasons.ts';
import { fullName } from '../live/attendance-view.ts';
import type { EnrolmentRow } from '../live/records.ts';
import { addByServer, addKnown, addTyped, isRowFault } from './roster-actions.ts';
import { beginning } from './roster-date.ts';
import { sayRowFault } from './row-words.ts';
import { knownByNumber } from './roster-view.ts';

interface Given {
  readonly device: Device;
  readonly classId: ClassId;
  readonly timeZone: string;
  readonly enrolments: readonly EnrolmentRow[];
}

type Faults = Readonly<Partial<Record<'identity' | 'givenName' | 'from' | 'form', string>>>;

export class AddStudent {
  identity = $state('');
  givenName = $state('');
  familyName = $state('');
  from = $state('');
  busy = $state(false);
  faults = $state.raw<Faults>({});
  readonly #given: () => Given;

  constructor(given: () => Given, today: string) {
    this.#given = given;
    this.from = today;
  }

  readonly byEmail = $derived(this.identity.includes('@'));
  /** Somebody whom this device knows by that number. */
  readonly known = $derived.by(() => knownByNumber(this.#given().enrolments, this.identity));

  /** @returns the name of who was added, or null where something is wrong (`faults`) */
  async add(): Promise<string | null> {
    const { device, classId, timeZone } = this.#given();
    const from = beginning(this.from, timeZone);
    const identity = this.identity.trim();
    this.faults = {
      ...(identity === '' ? { identity: say('roster.fault.needed') } : {}),
      ...(from === null ? { from: say('roster.fault.date') } : {}),
    };
    if (from === null || identity === '') return null;
    const typed = { givenName: this.givenName.trim(), familyName: this.familyName.trim() };
    if (this.known) {
      await addKnown(device, classId, this.known.studentId, from);
      return fullName(this.known.person);
    }
    if (!this.byEmail && typed.givenName !== '') {
      await addTyped(device, classId, { ...typed, studentNo: identity }, from);
      return fullName({ ...typed, studentNo: identity });
    }
    return this.#ask(classId, { [this.byEmail ? 'email' : 'studentNo']: identity, ...filled(typed), from });
  }

  async #ask(classId: ClassId, body: Readonly<Record<string, string | number>>): Promise<string | null> {
    this.busy = true;
    const asked = await addByServer(classId, body);
    this.busy = false;
    if (asked.ok) return fullName(asked.value);
    const { trouble } = asked;
    if (trouble.kind === 'offline') {
      // By number it can be done now, with a name.
      this.faults = this.byEmail
        ? { form: say('roster.fault.offline') }
        : { givenName: say('roster.fault.needed') };
    } else if (trouble.kind === 'refused' && trouble.issues[0] && isRowFault(trouble.issues[0].code)) {
      const { code } = trouble.issues[0];
      this.faults = {
        [code === 'name_missing' ? 'givenName' : 'identity']: sayRowFault({ code, field: null, line: null }),
      };
    } else this.faults = { form: sayReason(trouble.reason) };
    return null;
  }
}

function filled(typed: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== ''));
}
