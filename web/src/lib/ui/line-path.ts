/** SVG path data of a line through places; where one is missing the line is broken, not bridged. */
interface Place {
  readonly x: number;
  readonly y: number;
}

export function linePath(places: readonly (Place | null)[]): string {
  return places
    .map((place, index) => {
      if (place === null) return '';
      const begins = index === 0 || places[index - 1] === null;
      return `${begins ? 'M' : 'L'}${place.x.toFixed(1)} ${place.y.toFixed(1)}`;
    })
    .join('');
}
