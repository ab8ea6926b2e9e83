/** How the documentation looks: the app's colours, light and dark by the system (web/src/lib/styles/tokens.css). */
export const DOCS_STYLE = `
:root {
  color-scheme: light dark;
  --bg: #f6f6fa; --surface: #fff; --text: #17161f; --soft: #55536a; --line: #dcdbe6; --accent: #5335c0;
  --good: #11613a; --warn: #7a4700; --bad: #9c1c28; --info: #1d4c8a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #111018; --surface: #1b1a26; --text: #f1f0f7; --soft: #b8b5cb; --line: #353348; --accent: #b8a9ff;
    --good: #83dba8; --warn: #f5c56b; --bad: #ffa3a8; --info: #a3c8fb;
  }
}
* { box-sizing: border-box; }
body {
  max-width: 60rem; margin: 0 auto; padding: 1rem; background: var(--bg); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
}
h1 { margin: 0.5rem 0 0; font-size: 2rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 0.25rem; font-size: 1.375rem; scroll-margin-top: 4rem; }
h3 { margin: 1.25rem 0 0.25rem; font-size: 0.875rem; color: var(--soft); }
p { margin: 0.5rem 0; }
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.version, section > p { color: var(--soft); }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; padding: 0.5rem 1rem; background: var(--surface); }
nav { position: sticky; top: 0; z-index: 1; margin: 1rem -1rem 0; padding: 0 1rem; background: var(--bg); border-bottom: 1px solid var(--line); }
nav ul { display: flex; gap: 0 1rem; margin: 0; padding: 0; overflow-x: auto; list-style: none; }
nav a { display: inline-flex; align-items: center; min-height: 44px; font-weight: 600; white-space: nowrap; text-decoration: none; }
code, .path, .method { font-family: ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace; font-size: 0.9375em; overflow-wrap: anywhere; }
details { margin: 0.5rem 0; scroll-margin-top: 4rem; border: 1px solid var(--line); border-radius: 12px; background: var(--surface); }
summary {
  display: grid; grid-template-columns: auto 1fr auto; align-items: baseline; gap: 0 0.75rem; min-height: 44px;
  padding: 0.625rem 1rem; cursor: pointer; list-style: none;
}
summary::after { content: '▸' / ''; grid-area: 1 / 3; color: var(--soft); }
[open] > summary::after { content: '▾' / ''; }
summary::-webkit-details-marker { display: none; }
.method { font-weight: 700; color: var(--info); }
.method.post { color: var(--good); }
.method.delete { color: var(--bad); }
.method.patch, .method.put { color: var(--warn); }
.path { min-width: 0; font-weight: 600; }
.what { grid-column: 1 / -1; color: var(--soft); }
.inside { padding: 0 1rem 1rem; border-top: 1px solid var(--line); }
.fields { margin: 0.25rem 0; padding-left: 0; list-style: none; }
.fields .fields, .variants .fields { padding-left: 0.75rem; border-left: 2px solid var(--line); }
.fields li { margin: 0.375rem 0; }
.fields code { font-weight: 600; }
.fields span, em { color: var(--soft); overflow-wrap: anywhere; }
em { font-size: 0.875rem; }
.variants { padding-left: 1.25rem; }
.answer { padding-left: 0.75rem; border-left: 3px solid var(--line); }
.answer.good { border-color: var(--good); }
.answer.bad { border-color: var(--bad); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 0.5rem 1.5rem; }
dt span { color: var(--soft); }
dd { margin: 0; color: var(--soft); }
@media (min-width: 48rem) {
  summary { grid-template-columns: 4.5rem 1fr auto; }
  .what { grid-column: 2; }
  body { padding: 2rem; } nav { margin-inline: -2rem; padding-inline: 2rem; } }
@media print { nav { position: static; } details { break-inside: avoid; } }
`;
