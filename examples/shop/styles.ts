/** The shop's own look: a market stall, warm and plain. For a phone first; dark where the reader's system is. */
export const styles = `
:root { color-scheme: light dark; --accent: #b83b0e; --on-accent: #fff; --paper: #fbf5ec; --card: #fff; --ink: #2a1f17; --quiet: #6f6155;
  --line: #eadfce; --fill: #f6eee2; --good: #0b6b57; --good-back: #e2f3ee; --bad: #a8231d; --bad-back: #fdebe7; }
@media (prefers-color-scheme: dark) { :root { --accent: #ff9a66; --on-accent: #2a1408; --paper: #1b1613; --card: #26201b; --ink: #f3e9df;
  --quiet: #b6a798; --line: #40362e; --fill: #312923; --good: #6fd3b8; --good-back: #16332c; --bad: #ff9d92; --bad-back: #402320; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.6 -apple-system, BlinkMacSystemFont, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Segoe UI", Roboto, sans-serif; }
/* An awning. */
body::before { content: ""; display: block; height: 26px; background: repeating-linear-gradient(90deg, var(--accent) 0 28px, var(--card) 28px 56px);
  mask: linear-gradient(#000 0 0) 0 0 / 100% 12px no-repeat, radial-gradient(14px at 50% 0, #000 97%, #0000) 0 12px / 28px 14px repeat-x; }
h1, h2, p, ol, ul, dl, dd { margin: 0; padding: 0; }
h1, h2, dt, b { font-weight: 600; line-height: 1.35; }
ol, ul { list-style: none; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
code { font: 13px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", "Noto Sans Mono CJK SC", monospace; }
.quiet { color: var(--quiet); font-size: 14px; }
.clamp { display: block; max-width: 9em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.top, main, footer { max-width: 760px; margin: 0 auto; padding: 0 16px; }
.top { display: flex; align-items: center; justify-content: space-between; gap: 12px; padding-top: 8px; padding-bottom: 8px; min-height: 60px; }
.brand { display: flex; align-items: center; gap: 8px; color: inherit; text-decoration: none; font-weight: 600; font-size: 18px; }
.brand svg { width: 28px; fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.who { display: flex; align-items: center; gap: 8px; color: inherit; text-decoration: none; }
footer { padding: 32px 16px; text-align: center; }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 20px; }
h1 { font-size: 28px; margin: 16px 0 8px; }
h2 { font-size: 17px; }
.card { padding: 20px; border: 1px solid var(--line); border-radius: 16px; background: var(--card); }
.choices { display: grid; gap: 16px; }
.choices .card { display: flex; flex-direction: column; gap: 12px; }
.choices .button { margin-top: auto; }
.button { display: block; width: 100%; padding: 11px 18px; border: 2px solid var(--accent); border-radius: 12px; background: none; color: var(--accent);
  font: inherit; font-weight: 600; line-height: 1.4; text-align: center; text-decoration: none; cursor: pointer; }
.button code { display: block; font-weight: 400; }
.button.primary { background: var(--accent); color: var(--on-accent); }
.button:hover { filter: brightness(1.08); }
.small { width: auto; padding: 8px 16px; border-width: 1px; border-radius: 10px; font-size: 15px; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 12px; }
.row > .grow { flex: 1; min-width: 8em; }
.row h1 { margin: 0; font-size: 24px; }
.row h1 .quiet { display: block; font-weight: 400; }
.avatar { flex: none; display: inline-grid; place-items: center; border-radius: 22%; background: var(--fill); color: var(--accent); font-weight: 600; }
.size-32 { width: 32px; height: 32px; } .size-64 { width: 64px; height: 64px; font-size: 28px; } .size-132 { width: 132px; height: 132px; font-size: 56px; }
.notice { text-align: center; display: grid; gap: 14px; justify-items: center; padding: 32px 20px; }
.notice .button { max-width: 300px; }
.preview { display: grid; gap: 10px 24px; margin-top: 12px; }
.preview li, .step header { display: flex; gap: 12px; align-items: baseline; }
.number { flex: none; display: inline-grid; place-items: center; width: 28px; height: 28px; border-radius: 50%; background: var(--accent); color: var(--on-accent); font-weight: 600; font-size: 15px; line-height: 1; }
.preview .number { background: var(--fill); color: var(--accent); }
.step { scroll-margin-top: 12px; }
.step > * + * { margin-top: 14px; }
.line { display: block; padding: 10px 12px; border-radius: 10px; background: var(--fill); }
dl { border-top: 1px solid var(--line); }
dl > div { padding: 8px 0; border-bottom: 1px solid var(--line); }
dl > :last-child { border-bottom: 0; padding-bottom: 0; }
dd { font-size: 15px; }
dl dd + dd { color: var(--quiet); font-size: 14px; }
dt code { color: var(--accent); }
.checks li { padding-left: 26px; position: relative; }
.checks li::before { content: "✓"; position: absolute; left: 4px; color: var(--good); font-weight: 700; }
.result { padding: 12px 14px; border-radius: 10px; background: var(--good-back); color: var(--good); }
.result.bad { text-align: left; background: var(--bad-back); color: var(--bad); }
.result p + p { margin-top: 6px; }
@media (min-width: 620px) {
  h1 { font-size: 34px; }
  .choices, .preview { grid-template-columns: 1fr 1fr; }
  .card { padding: 24px; }
  dl > div { display: grid; grid-template-columns: 150px 1fr; gap: 0 16px; }
  dl dd { grid-column: 2; }
}
`
