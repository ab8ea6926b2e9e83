/** Everything is rendered on the device: the app must open with no network at all. */
export const ssr = false;
export const prerender = false;
