/** One list of the office: loaded, added to, changed, put away. Needs a connection; what was typed stays. */
import { departmentList, type DepartmentView } from '@hazri/sync-protocol/api/catalogue';
import { call, type Trouble } from '../../api/call.ts';
import {
  bodyOf,
  missingIn,
  NOTHING_TYPED,
  typedOf,
  type Entry,
  type EntryKind,
  type Typed,
} from './entry-kinds.ts';

export class Entries {
  list = $state.raw<readonly Entry[] | null>(null);
  departments = $state.raw<readonly DepartmentView[]>([]);
  /** Why the list isn't there, or a change was refused. */
  trouble = $state.raw<Trouble | null>(null);
  /** What is being typed; null: no form is open. */
  typed = $state.raw<Typed | null>(null);
  formTrouble = $state.raw<Trouble | null>(null);
  busy = $state(false);
  readonly kind: EntryKind;
  #edited: Entry | null = null;

  constructor(kind: EntryKind) {
    this.kind = kind;
    void this.load();
  }

  get isNew(): boolean {
    return this.#edited === null;
  }

  async load(): Promise<void> {
    const { list, name } = this.kind;
    const asked = await call({ method: 'GET', path: `/api/admin/${name}`, answer: list });
    if (asked.ok) this.list = asked.value.entries;
    this.trouble = asked.ok ? null : asked.trouble;
    if (!this.kind.fields.some(({ type }) => type === 'department')) return;
    const known = await call({ method: 'GET', path: '/api/admin/departments', answer: departmentList });
    if (known.ok) this.departments = known.value.entries;
  }

  open(entry: Entry | null): void {
    this.#edited = entry;
    this.formTrouble = null;
    this.typed = entry === null ? NOTHING_TYPED : typedOf(entry);
  }

  type(key: keyof Typed, value: string): void {
    if (this.typed !== null) this.typed = { ...this.typed, [key]: value };
  }

  close(): void {
    this.typed = null;
  }

  /** @returns whether it was saved */
  async save(): Promise<boolean> {
    if (this.typed === null) return false;
    const issues = missingIn(this.kind, this.typed);
    if (issues.length > 0) {
      const refused = { kind: 'refused', status: 422, reason: 'fields_refused', detail: null } as const;
      this.formTrouble = { ...refused, issues, retryAfterMs: null };
      return false;
    }
    this.busy = true;
    const path = `/api/admin/${this.kind.name}`;
    const asked = await call({
      method: this.#edited === null ? 'POST' : 'PATCH',
      path: this.#edited === null ? path : `${path}/${this.#edited.id}`,
      body: bodyOf(this.kind, this.typed),
      answer: ANYTHING,
    });
    this.busy = false;
    this.formTrouble = asked.ok ? null : asked.trouble;
    if (!asked.ok) return false;
    this.typed = null;
    await this.load();
    return true;
  }

  /** Puts away or takes back; deletes what nothing refers to. */
  async put(entry: Entry, archived: boolean): Promise<void> {
    const path = `/api/admin/${this.kind.name}/${entry.id}`;
    const asked = this.kind.deletes
      ? await call({ method: 'DELETE', path, answer: null })
      : await call({ method: 'PATCH', path, body: { archived }, answer: ANYTHING });
    this.trouble = asked.ok ? null : asked.trouble;
    if (asked.ok) await this.load();
  }
}

/** The list is asked for again: what exactly was answered doesn't matter. */
const ANYTHING = { safeParse: (value: unknown) => ({ success: true, data: value }) } as const;
