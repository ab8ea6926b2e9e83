/** A path of this app to go to after signing in; anything that could lead elsewhere is refused. */
export function ownPath(text: string | null): string | null {
  return text !== null && /^\/(?![/\\])[\w\-/[\]().~]*(\?[\w\-=&.~%+]*)?$/.test(text) ? text : null;
}
