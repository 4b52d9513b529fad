/**
 * The look all pages share: WeUI's colours and sizes, for a phone first. Two departures, both for WCAG AA: secondary text is darker than
 * WeUI's, and who asks for more contrast gets a darker green than WeChat's, on which white text is not readable for everyone.
 */
export const baseStyles: string = `
:root { color-scheme: light dark; --brand: #07c160; --link: #50648f;
  --back: #ededed; --sheet: #fff; --fill: #f2f2f2; --line: rgba(0,0,0,.1);
  --text: rgba(0,0,0,.9); --quiet: rgba(0,0,0,.6);
  --good: #06703a; --good-back: #e6f6ed; --bad: #b92626; --bad-back: #fdecec; --warn: #7a4b00; --warn-back: #fff3d9; }
@media (prefers-color-scheme: dark) { :root { --link: #93a9d1;
  --back: #111; --sheet: #1e1e1e; --fill: #2e2e2e; --line: rgba(255,255,255,.12);
  --text: rgba(255,255,255,.85); --quiet: rgba(255,255,255,.6);
  --good: #4cd38a; --good-back: #17301f; --bad: #ff8f8f; --bad-back: #3a2020; --warn: #f3c66b; --warn-back: #33290f; } }
@media (prefers-contrast: more) { :root { --brand: #06703a; --quiet: var(--text); } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column;
  background: var(--back); color: var(--text); overflow-wrap: anywhere;
  font: 17px/1.5 -apple-system, BlinkMacSystemFont, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC",
    "Noto Sans SC", "Segoe UI", Roboto, sans-serif; }
h1, h2, h3, p, dl, dd, ul, ol, pre, blockquote, fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
h1, h2, h3 { font-weight: 500; line-height: 1.4; }
ul, ol { list-style: none; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
summary { cursor: pointer; }
button { font: inherit; color: inherit; text-align: inherit; cursor: pointer; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code, pre { font: 13px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", "Noto Sans Mono CJK SC", monospace; white-space: pre-wrap; }
svg { display: block; stroke: #fff; stroke-width: 5; stroke-linecap: round; stroke-linejoin: round; fill: none; }
svg circle { stroke: none; }
.quiet { color: var(--quiet); font-size: 13px; }
.clamp { text-align: inherit; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; }
.button { display: block; width: 100%; padding: 11px 20px; border: 0; border-radius: 8px; background: var(--fill);
  text-align: center; font-weight: 500; line-height: 26px; }
.button.primary { background: var(--brand); color: #fff; }
.button:active { filter: brightness(.92); }
.badge { display: inline-block; padding: 1px 8px; border-radius: 10px; background: var(--line); color: var(--quiet); font-size: 12px; }
.badge.good { background: var(--good-back); color: var(--good); }
.badge.bad { background: var(--bad-back); color: var(--bad); }
.picture { flex: none; width: 44px; height: 44px; border-radius: 6px; object-fit: cover; }
.tile { display: flex; align-items: center; justify-content: center; overflow: hidden; font-size: 22px; color: #fff; }
.tint-0 { background: #0b7a52; } .tint-1 { background: #2f6bb3; } .tint-2 { background: #8a4fb0; }
.tint-3 { background: #b0552b; } .tint-4 { background: #a83f63; } .tint-5 { background: #52637a; }
.mark { margin: 0 auto; width: 64px; height: 64px; }
.message { padding: 48px 32px 36px; text-align: center; }
.message h1 { margin: 24px 0 12px; font-size: 22px; }
.message p + p { margin-top: 8px; }
.pairs { display: grid; gap: 10px; }
.pairs dt { color: var(--quiet); font-size: 13px; }
.value { display: block; max-height: 15em; overflow: auto; padding: 8px 10px; border-radius: 6px; background: var(--fill); }
.value:empty::before { content: "∅"; }
.value mark { padding: 0 3px; border-radius: 3px; background: var(--warn-back); color: var(--warn); font-size: 11px; }
main { width: 100%; min-width: 0; }
.sheet { flex: 1; display: flex; flex-direction: column; background: var(--sheet); }
.wide { display: grid; grid-template-columns: minmax(0, 1fr); gap: 28px; max-width: 860px; margin: 0 auto; padding: 24px 16px 40px; font-size: 15px; }
.wide h1 { font-size: 24px; }
.wide h2 { margin-bottom: 10px; font-size: 17px; }
.box { min-width: 0; padding: 16px; border-radius: 10px; background: var(--sheet); }
footer { padding: 12px 16px; text-align: center; }
@media (min-width: 600px) {
  .sheet { flex: none; max-width: 420px; margin: auto; border-radius: 12px; overflow: hidden; }
  body:has(.sheet) { padding: 32px 16px 0; }
  .wide { padding-top: 40px; }
}
`
