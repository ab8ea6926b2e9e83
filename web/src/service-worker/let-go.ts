/**
 * A file of the app that this worker has lost comes from the server. On a network that hangs that is a request without an
 * end, and no new version can take over as long as it runs: it is given up when one is to.
 */
import { openChannel } from '../lib/sync/channel.ts';

let held = new AbortController();
openChannel(({ type }) => {
  if (type !== 'updating') return;
  held.abort();
  held = new AbortController();
});

/** For pages only: what is fetched while a worker is installed may take as long as it takes. */
export const letGoOnUpdate = {
  requestWillFetch: ({ request, event }: { readonly request: Request; readonly event: Event }) =>
    Promise.resolve(event.type === 'fetch' ? new Request(request, { signal: held.signal }) : request),
};
