/**
 * What may be kept as a part of the app. A firewall or a captive portal answers 200 with a page of its own; kept as the
 * shell or as a script, it would be the app until the next version, with no way out for the person.
 */

/** Every page that the app is built into loads its scripts from there. */
const MARK = '/_app/immutable/';

/** Refusing one file refuses the worker: the browser installs it at the next visit, and until then keeps the old one. */
export const genuineOnly = {
  cacheWillUpdate: async ({ response }: { readonly response: Response }): Promise<Response | null> =>
    (await isGenuine(response)) ? response : null,
};

async function isGenuine(response: Response): Promise<boolean> {
  if (!response.ok) return false;
  const isPage = /^text\/html\b/i.test(response.headers.get('content-type') ?? 'text/html');
  const { pathname } = new URL(response.url);
  if (!pathname.endsWith('.html')) return !isPage;
  return isPage && (await response.clone().text()).includes(MARK);
}
