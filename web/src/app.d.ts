/** Kit's hooks into the global types; the app adds nothing to them. */
declare global {
  namespace App {}
}
export {};
