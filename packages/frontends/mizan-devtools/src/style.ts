/** The panel's own look: the page's styles end at its shadow. */
export const STYLE = `
:host { all: initial; color-scheme: light dark; font: 13px/1.5 system-ui, sans-serif;
  color: light-dark(#1d2127, #e8eaed); --height: min(45vh, 420px); }
:host([data-open]) { display: block; height: var(--height); }
.toggle { position: fixed; inset: auto auto 12px 12px; z-index: 2147483647; padding: 4px 12px;
  border-radius: 99px; opacity: .75; }
.toggle:is(:hover, :focus-visible, [aria-expanded=true]) { opacity: 1; }
.panel { position: fixed; inset: auto 0 0 0; z-index: 2147483646; height: var(--height);
  display: grid; grid-template-columns: minmax(180px, 1fr) 2fr minmax(200px, 1.4fr);
  background: light-dark(#fff, #1b1e23); border-top: 1px solid light-dark(#c9ced6, #3d444f);
  box-shadow: 0 -6px 24px #0003; }
.panel[hidden] { display: none; }
@media (max-width: 700px) { .panel { grid-template-columns: 1fr; grid-auto-rows: max-content;
  overflow: auto; } .panel .scroll { overflow: visible; padding-bottom: 8px; } }
.scroll { overflow: auto; padding: 8px 12px 48px; border-right: 1px solid light-dark(#e3e6ea, #30363f); }
h2 { font-size: 13px; margin: 0 0 6px; overflow-wrap: anywhere; }
ul, ol { list-style: none; margin: 0 0 8px; padding: 0; }
li { padding: 2px 0; overflow-wrap: anywhere; }
li small { display: block; color: light-dark(#5a626d, #a3abb6); }
button { font: inherit; color: inherit; background: light-dark(#eef0f3, #2b3038);
  border: 1px solid light-dark(#c9ced6, #454d59); border-radius: 6px; padding: 2px 8px;
  margin: 0 6px 6px 0; text-align: start; cursor: pointer; }
button:focus-visible, pre:focus-visible { outline: 2px solid #3b82f6; outline-offset: 1px; }
button[aria-pressed=true] { border-color: #3b82f6; }
pre { font: 12px/1.45 ui-monospace, monospace; margin: 0; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.merged { color: light-dark(#11683a, #7ddba3); }
.invalidated { color: light-dark(#8a4b00, #f5b971); }
.failed { color: light-dark(#a8201a, #ff9d96); }
`;
