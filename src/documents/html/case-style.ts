/** What only a case's page has; part of `STYLE`. */
export const CASE_SCREEN = `
.contents ul{list-style:none;display:flex;flex-wrap:wrap;gap:2px 20px;margin-top:14px}
.contents li{margin:0}
.neutral{--tone:var(--quiet)}
.nowrap{white-space:nowrap}
summary{cursor:pointer}
summary h3{display:inline}
.proof{margin-top:16px}
.proof>summary{font-weight:650}
.together{background:var(--surface);border:1px solid var(--rule);border-radius:4px;padding:9px 14px;margin-bottom:10px}
.capture{border-top:1px solid var(--rule);padding:10px 0}
.capture[open]{padding-bottom:26px}
.sentence{display:block;max-width:76em;margin:3px 0 0 15px}
.case main>ul:not([class]),.case details>ul:not([class]){padding-left:1.2em}
.case main>h3{margin:24px 0 6px}
.logs{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:22px 40px}
.logs .facts{margin-top:8px;font-size:13.5px}
.logs ul{margin-top:6px}
.files{min-width:560px}
.files th{overflow-wrap:anywhere}
.files thead th{width:14%}.files thead th:first-child{width:42%}.files thead th:last-child{width:34%}
.files tbody th{padding-right:24px}.files .number+td,.files .number+th{padding-left:12px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.events{list-style:none;margin:10px 0 0;padding:0;font-size:14px}
.events li{margin:0;max-width:none}
.event{display:grid;grid-template-columns:92px 42px minmax(0,1fr)}
.event p{max-width:72em}
.event p+p{margin-top:1px}
.event .quiet{font-size:12.5px}
.event>div{padding:5px 0 9px}
.at{font-variant-numeric:tabular-nums;padding-top:5px;color:var(--quiet);font-size:13px}
.rail{position:relative}
.rail::before,.day::before,.gap::before{content:"";position:absolute;top:0;bottom:0;left:13px;width:13px;border:solid var(--rule);border-width:0 1px;box-sizing:content-box}
.day,.gap{position:relative;padding:10px 0 4px 134px}
.day::before,.gap::before{left:105px}
.day:first-child::before{top:20px}
.gap{padding:4px 0 6px 134px;font-size:12.5px;font-style:italic}
.rail i,.lanes-named i{position:absolute;top:10px;width:0;height:0;border:5.5px solid var(--tone)}
.of-packets .rail i,i.of-packets{border-radius:50%;left:8px}
.of-log .rail i,i.of-log{left:22px}
.lanes-named i{position:static;display:inline-block;border-color:var(--quiet)}
.words{font-family:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:12px;color:var(--quiet);overflow-wrap:anywhere}
@media (max-width:640px){
.event{grid-template-columns:42px minmax(0,1fr)}
.event .at{grid-column:2;padding-top:6px}
.event .rail{grid-column:1;grid-row:1/3}
.event>div{grid-column:2;padding-top:0}
.day,.gap{padding-left:42px}
.day::before,.gap::before{left:13px}
.files{min-width:0}
.files .number{display:none}
.files thead th,.files thead th:first-child,.files thead th:last-child{width:auto}
}
`;

export const CASE_PRINT = `
.event,.logs section{break-inside:avoid}
.contents{display:none}
details::details-content{content-visibility:visible;block-size:auto}
summary{list-style:none}
.files{min-width:0}
`;
