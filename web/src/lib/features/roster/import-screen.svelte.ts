/** Importing a file of people: chosen, looked at, its columns set right, applied, and followed to its end. */
import type { ClassId } from '@hazri/domain';
import {
  importJob,
  importJobs,
  importPreview,
  type ImportColumns,
  type ImportJob,
  type ImportPreview,
} from '@hazri/sync-protocol/api/roster';
import { call, type Trouble } from '../../api/call.ts';
import { begunImport, forgetBegun, noteBegun } from './begun-import.ts';
import { institution } from '../entry/institution.svelte.ts';

/** A file of five megabytes over a slow line. */
const UPLOAD_TIMEOUT_MS = 120_000;
const FOLLOW_EVERY_MS = 1_000;
/** After a reload: an import whose file had arrived is listed at once. */
const MOST_SEEKS = 5;

interface Chosen {
  readonly fileName: string;
  readonly file: string;
}

export class ImportScreen {
  preview = $state.raw<ImportPreview | null>(null);
  trouble = $state.raw<Trouble | null>(null);
  busy = $state(false);
  /** How people with a new account get in, where mail goes out. */
  handOut = $state<'mail' | 'list'>('mail');
  /** Newest first. */
  jobs = $state.raw<readonly ImportJob[]>([]);
  /** File of an import that was asked for before a reload, as long as the server is asked for it. */
  sought = $state.raw<string | null>(null);
  /** File of an import of which the server knows nothing. */
  lost = $state.raw<string | null>(null);
  readonly #classId: ClassId;
  readonly #path: string;
  #chosen = $state.raw<Chosen | null>(null);
  #closed = false;

  constructor(classId: ClassId) {
    this.#classId = classId;
    this.#path = `/api/classes/${classId}/enrolments/import`;
  }

  /** New accounts that can be taken over: those with an address. */
  readonly offered = $derived.by(
    () => this.preview?.rows.filter(({ verdict, email }) => verdict === 'new' && email !== '').length ?? 0,
  );
  readonly hasFile = $derived.by(() => this.#chosen !== null);
  readonly running = $derived.by(() => this.jobs.find(({ state }) => state === 'running') ?? null);
  /** Whom an import of the file would put on the roster. */
  readonly joining = $derived.by(
    () => this.preview?.rows.filter(({ verdict }) => verdict === 'new' || verdict === 'known').length ?? 0,
  );

  async choose(file: File, from: number | null): Promise<void> {
    this.lost = null;
    this.#chosen = { fileName: file.name, file: await asBase64(file) };
    await this.look(from);
  }

  /** @param columns what the person set; absent, what the server guesses */
  async look(from: number | null, columns?: ImportColumns, headings?: boolean): Promise<void> {
    if (this.#chosen === null) return;
    const body = { ...this.#chosen, ...setBy(from, columns, headings) };
    this.busy = true;
    const asked = await call({
      method: 'POST',
      path: `${this.#path}?dryRun=1`,
      body,
      answer: importPreview,
      timeoutMs: UPLOAD_TIMEOUT_MS,
    });
    this.busy = false;
    this.trouble = asked.ok ? null : asked.trouble;
    if (asked.ok) this.preview = asked.value;
  }

  async apply(from: number | null): Promise<void> {
    if (this.#chosen === null || this.preview === null) return;
    const { columns, headings } = this.preview;
    this.busy = true;
    noteBegun(this.#classId, {
      fileName: this.#chosen.fileName,
      before: this.jobs.map(({ jobId }) => jobId),
    });
    const asked = await call({
      method: 'POST',
      path: this.#path,
      body: {
        ...this.#chosen,
        ...setBy(from, columns, headings),
        codes: institution.sendsMail ? this.handOut : 'list',
      },
      answer: importJob,
      timeoutMs: UPLOAD_TIMEOUT_MS,
    });
    this.busy = false;
    this.trouble = asked.ok ? null : asked.trouble;
    // Without an answer it may have begun.
    if (asked.ok || asked.trouble.kind === 'refused') forgetBegun(this.#classId);
    if (!asked.ok) return;
    this.jobs = [asked.value, ...this.jobs];
    this.forget();
    await this.follow();
  }

  /** After a trouble: with the file as it was set right, or with what the page asks for when it opens. */
  async again(from: number | null): Promise<void> {
    this.trouble = null;
    const mayHaveBegun = this.#chosen === null || begunImport(this.#classId) !== null;
    if (mayHaveBegun && !(await this.follow())) return;
    await this.look(from, this.preview?.columns, this.preview?.headings);
  }

  /** Another file. */
  forget(): void {
    this.#chosen = null;
    this.preview = null;
    this.trouble = null;
  }

  /**
   * Imports of the class, also those that were begun on a page that is closed; goes on while one runs or is sought.
   * @returns whether the server answered
   */
  async follow(): Promise<boolean> {
    let seeksLeft = MOST_SEEKS;
    while (!this.#closed) {
      const asked = await call({ method: 'GET', path: this.#path, answer: importJobs });
      if (asked.ok) this.#take(asked.value.jobs);
      else if (this.running === null) this.trouble ??= asked.trouble;
      if (this.sought !== null) seeksLeft -= 1;
      if (this.sought !== null && seeksLeft === 0) this.#giveUp(this.sought);
      if (this.running === null && (this.sought === null || !asked.ok)) return asked.ok;
      await new Promise((wake) => setTimeout(wake, FOLLOW_EVERY_MS));
    }
    return false;
  }

  #take(jobs: readonly ImportJob[]): void {
    const { running } = this;
    this.jobs = jobs;
    // A server that began anew remembers no imports.
    if (running !== null && !jobs.some(({ jobId }) => jobId === running.jobId))
      this.#giveUp(running.fileName);
    const begun = begunImport(this.#classId);
    const isFound = begun !== null && jobs.some(({ jobId }) => !begun.before.includes(jobId));
    this.sought = isFound ? null : (begun?.fileName ?? null);
    if (!isFound) return;
    forgetBegun(this.#classId);
    this.forget();
  }

  #giveUp(fileName: string): void {
    forgetBegun(this.#classId);
    this.sought = null;
    if (this.#chosen === null) this.lost = fileName;
  }

  close(): void {
    this.#closed = true;
  }
}

function setBy(from: number | null, columns?: ImportColumns, headings?: boolean) {
  return {
    ...(from === null ? {} : { from }),
    ...(columns === undefined ? {} : { columns }),
    ...(headings === undefined ? {} : { headings }),
  };
}

function asBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = typeof reader.result === 'string' ? reader.result : '';
      resolve(url.slice(url.indexOf(',') + 1));
    };
    reader.onerror = () => reject(new Error('the file can’t be read', { cause: reader.error }));
    reader.readAsDataURL(file);
  });
}
