/** One value of a chart and what it is of; null where there is none yet. */
export interface ChartPoint {
  readonly label: string;
  readonly value: number | null;
}
