/** One number of a report with its word. */
export interface Figure {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly note?: string;
  /** Something to look at. */
  readonly warn?: boolean;
}
