/** Short messages that go away by themselves; at most three at a time, with one action each. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const MAX_TOASTS = 3;
const SHOWN_MS = 8_000;

export class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  #nextId = 1;
  #held = false;
  /** Their time is over, but somebody is at them. */
  #overdue: readonly number[] = [];

  show(text: string, action: Toast['action'] = null): void {
    const toast: Toast = { id: this.#nextId++, text, action };
    this.shown = [...this.shown, toast].slice(-MAX_TOASTS);
    setTimeout(() => {
      if (this.#held) this.#overdue = [...this.#overdue, toast.id];
      else this.dismiss(toast.id);
    }, SHOWN_MS);
  }

  /** None goes away under the finger or the focus of whoever is about to use it. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    for (const id of this.#overdue) this.dismiss(id);
    this.#overdue = [];
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
