import { DARK, LIGHT, type Palette } from './palette.ts';

function variables(palette: Palette): string {
  return `:root{${Object.entries(palette)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')}}`;
}

const SCREEN = `
*{box-sizing:border-box}
html{background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1160px;padding:28px 32px 48px;overflow-wrap:break-word}
h1,h2,h3,h4,p,ul,dl,dd,figure,pre{margin:0;padding:0}
h1{font-size:25px;line-height:1.3;font-weight:650;max-width:44em;text-wrap:balance}
h2{font-size:19px;line-height:1.3;font-weight:650;margin:40px 0 12px;padding-top:14px;border-top:1px solid var(--rule)}
h3{font-size:17px;line-height:1.35;font-weight:650;max-width:52em}
h4{font-size:15px;font-weight:650;margin:22px 0 6px}
p+p,ul+p,pre+p,p+pre,p+ul,pre+ul{margin-top:8px}
p,li,dd{max-width:76em}
section ul:not([class]){padding-left:1.2em}
li+li{margin-top:3px}
a{color:var(--link);text-underline-offset:2px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
code,pre,.packets,.time{font-family:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:13px}
code{overflow-wrap:anywhere;background:var(--surface);border-radius:3px;padding:1px 4px}
pre{white-space:pre-wrap;background:var(--surface);border:1px solid var(--rule);border-radius:4px;padding:9px 12px;overflow-wrap:anywhere;line-height:1.6}
.copy{user-select:all;-webkit-user-select:all}
:root{--tone:var(--failure)}
.quiet,caption,.where,.when,.tick{color:var(--quiet)}
.kicker{color:var(--quiet);margin-bottom:14px}
.defs{position:absolute}
.failure{--tone:var(--failure)}.intercepted{--tone:var(--intercepted)}.warning{--tone:var(--warning)}.unknown{--tone:var(--unknown)}.good{--tone:var(--good)}
.verdict{color:var(--tone);font-weight:650;white-space:nowrap}
header .status{display:flex;flex-wrap:wrap;align-items:center;gap:6px 14px;margin-bottom:10px}
header .verdict{background:var(--tone);color:var(--page);border:1px solid var(--tone);border-radius:4px;padding:2px 12px;font-size:18px;letter-spacing:.06em;text-transform:uppercase}
header .status svg{vertical-align:-2px}
.pip{fill:none;stroke:var(--text);stroke-width:1.2}.pip.on{fill:var(--text)}
header .scope{margin-top:8px}
.lead{font-size:16px;margin-top:10px}
.glance{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:8px 36px;margin-top:22px;padding-top:16px;border-top:1px solid var(--rule)}
.glance h2{border:0;padding:0;margin:0 0 6px;font-size:15px}
.finding{border-left:3px solid var(--tone);padding-left:18px;margin-top:24px}
.finding+.finding{margin-top:44px}
.finding>.status{margin:2px 0 10px}
.scroll{overflow-x:auto;margin-top:10px}
.scroll+p,.scroll+.scroll{margin-top:10px}
.scroll:focus-visible{outline-offset:0}
table{border-collapse:collapse;width:100%;font-size:13.5px;line-height:1.42}
caption{text-align:left;padding-bottom:5px;font-size:13.5px}
th,td{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid var(--rule);font-weight:400}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--quiet);font-size:12.5px;white-space:nowrap;border-bottom-color:var(--quiet)}
tbody tr:target{background:var(--surface)}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.reasons{min-width:500px}
.reasons caption{color:var(--text);font-weight:650}
.reasons td.number{width:52px}
.reasons .frames{width:27%;font-variant-numeric:tabular-nums}
tfoot td{border-bottom:0}
tfoot .number{font-weight:650}
.endpoints{min-width:820px}
.endpoints td{white-space:nowrap}.endpoints th,.endpoints td{padding-right:10px}
.endpoints td.where-from{white-space:normal}
.endpoints tbody th{font-weight:600}.endpoints th .quiet{font-weight:400}
.packets{min-width:860px;font-size:12.5px}
.packets caption{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.packets th,.packets td{padding:2px 12px 2px 0}
.packets thead th{font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.packets .info{width:40%;overflow-wrap:anywhere}
.address{white-space:nowrap}
.time{white-space:nowrap;font-size:12.5px}
.pictures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:20px 36px;align-items:start}
.ladder .scroll svg{display:block;width:100%;min-width:430px;max-width:640px;height:auto}
.ladder .scroll{margin-top:6px}
.ladder figcaption{font-size:14px}
svg .no{font-weight:650}
svg text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--text)}
svg .who{font-weight:650;text-anchor:middle}
svg .where{text-anchor:middle;fill:var(--quiet);font-size:12.5px}
svg .when{fill:var(--quiet);font-size:12px;font-variant-numeric:tabular-nums}
svg .label{text-anchor:middle;font-size:12.5px;paint-order:stroke;stroke:var(--page);stroke-width:4px;stroke-linejoin:round;white-space:pre}
.lifeline{stroke:var(--quiet);stroke-width:1.2;fill:none}
.lifeline.between{stroke:var(--tone);stroke-width:1.6;stroke-dasharray:5 4}
.arrow{stroke:var(--text);stroke-width:1.4;fill:none}
.tip{fill:var(--text)}
.lost .arrow,.answer-lost .arrow{stroke:var(--failure);stroke-dasharray:6 3}
.refused .arrow{stroke-width:1.4}
.refusal .arrow,.server-refusal .arrow{stroke:var(--tone);stroke-width:2}
.refusal .tip,.server-refusal .tip{fill:var(--tone)}
.open .arrow{stroke:var(--unknown);stroke-dasharray:2 3}
.outline{fill:var(--page);stroke:var(--tone);stroke-width:2.2}
.solid{fill:var(--tone)}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:2px 18px;margin-top:6px;font-size:13px;color:var(--quiet)}
.legend li{margin:0}
.legend svg{vertical-align:-3px}
.lanes{list-style:none}
.lane{display:grid;grid-template-columns:minmax(0,330px) minmax(0,1fr);gap:0 20px;align-items:center;padding-right:8px}
.lane+.lane{margin:0}
.lane svg{width:100%;overflow:visible;display:block}
.lane .name{font-size:13.5px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.lane b{font-weight:600}
.grid{stroke:var(--rule)}
.span{stroke:var(--tone);stroke-width:1.6}
.tick{fill:var(--quiet);font-size:12px;font-variant-numeric:tabular-nums}
.timeline figcaption{font-size:13px;margin-top:4px}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 20px}
.facts dt{color:var(--quiet)}
.facts ul{padding-left:1.1em}
footer{margin-top:36px;padding-top:12px;border-top:1px solid var(--rule);font-size:13px;color:var(--quiet)}
article+article{margin-top:72px;padding-top:28px;border-top:4px double var(--rule)}
@media (max-width:640px){
.reasons{min-width:0}.reasons .frames{width:34%}
.glance{row-gap:18px}
body{padding:18px 16px 32px}
h1{font-size:21px}
.finding{padding-left:12px}
.lane{grid-template-columns:minmax(0,1fr);padding:0 6px}
.lane .name{white-space:normal;margin-top:4px}
.axis .name,.tick.inner{display:none}
.facts{grid-template-columns:minmax(0,1fr);gap:0}
.facts dd{margin-bottom:6px}
}
`;

// Paper is white: the light colours, and nothing that needs a screen's width or a colour's fill.
const PRINT = `
@page{margin:14mm 13mm}
html{font-size:10.5pt}
body{max-width:none;padding:0}
h1{font-size:17pt}h2{font-size:13.5pt;margin-top:22pt}h3{font-size:12pt}
h1,h2,h3,h4,caption{break-after:avoid}
header .verdict{background:none;color:var(--tone);border-width:2px}
tr,figure,li,pre,.glance,.facts{break-inside:avoid}
.facts{display:block}
.facts dt{float:left;clear:left;width:34mm}
.facts dd{margin-left:36mm}
footer{break-inside:avoid;margin-top:16pt}
thead{display:table-header-group}
.scroll{overflow:visible}
table,.packets,.endpoints,.reasons{min-width:0;font-size:8.5pt}
.packets,.packets .time,.time{font-size:7.5pt}
.endpoints{font-size:7.5pt}
.endpoints .time,.packets .time,.endpoints td:not(.address){white-space:normal}
.packets td,.packets th{padding-right:5px}
th,td{padding-right:6px}
thead th{white-space:normal;font-size:7.5pt}
td,tbody th{overflow-wrap:anywhere}
.endpoints td{overflow-wrap:break-word}
.endpoints .time{overflow-wrap:normal}
.endpoints th,.endpoints td{padding-right:4px}
.endpoints tbody th{min-width:27mm}
.endpoints thead th{font-size:6.5pt}
.ladder .scroll svg{min-width:0;max-width:140mm}
.pictures{grid-template-columns:minmax(0,1fr)}
.lane{grid-template-columns:70mm minmax(0,1fr)}
.lane .name{font-size:8.5pt}
a{color:inherit;text-decoration:none}
`;

/** What only a case's page has; part of `STYLE`. */
const CASE_SCREEN = `
.contents ul{list-style:none;display:flex;flex-wrap:wrap;gap:2px 20px;margin-top:14px}
.contents li{margin:0}
.neutral{--tone:var(--quiet)}
.nowrap{white-space:nowrap}
summary{cursor:pointer}
summary h3{display:inline}
.as-table{margin-top:8px;font-size:13px}
.as-table summary{color:var(--quiet)}
.proof{margin-top:16px}
.proof>summary{font-weight:650}
.together{background:var(--surface);border:1px solid var(--rule);border-radius:4px;padding:9px 14px;margin-bottom:10px}
.capture{border-top:1px solid var(--rule);padding:10px 0}
.capture[open]{padding-bottom:26px}
.sentence{display:block;max-width:76em;margin:3px 0 0 15px}
.case .body>ul:not([class]),.case details>ul:not([class]){padding-left:1.2em}
.case .body>h3{margin:24px 0 6px}
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

const CASE_PRINT = `
.event,.logs section{break-inside:avoid}
.contents{display:none}
details::details-content{content-visibility:visible;block-size:auto}
summary{list-style:none}
.as-table{display:none}
.files{min-width:0}
`;

/**
 * A reader's own few colours (high contrast): pictures follow them too, which a browser leaves as they
 * are. What a colour or a fill told is told by a line.
 */
const FORCED_PALETTE: Palette = {
  page: 'Canvas',
  surface: 'Canvas',
  text: 'CanvasText',
  quiet: 'CanvasText',
  rule: 'CanvasText',
  link: 'LinkText',
  failure: 'CanvasText',
  intercepted: 'CanvasText',
  warning: 'CanvasText',
  unknown: 'CanvasText',
  good: 'CanvasText',
};

const FORCED = `
code{border:1px solid}
header .verdict{background:Canvas;color:CanvasText;border-width:2px}
td .verdict:is(.failure,.intercepted),li .verdict:is(.failure,.intercepted){border:1px solid;padding:0 4px}
tbody tr:target{outline:2px solid Highlight;outline-offset:-2px}
.failure .rail i{outline:2px solid;outline-offset:2px}
`;

/** What systems have for Chinese, Japanese and Korean: in front where they have no such font, or mix two. */
const FONTS = [
  ['ko', '"Apple SD Gothic Neo","Malgun Gothic","Noto Sans KR","Noto Sans CJK KR"'],
  ['ja', '"Hiragino Sans","Yu Gothic UI",Meiryo,"Noto Sans JP","Noto Sans CJK JP"'],
  ['zh-Hans', '"PingFang SC","Microsoft YaHei","Noto Sans SC","Noto Sans CJK SC"'],
] as const;

/** Korean breaks at its spaces, Japanese and Chinese as strictly as their books; none is spread. */
const LANGUAGES = `${FONTS.map(([tag, fonts]) => {
  const root = `html:lang(${tag})`;
  return `${root},${root} svg text,${root} .packets caption,${root} .packets thead th{font-family:system-ui,${fonts},sans-serif}`;
}).join('\n')}
html:lang(ko){word-break:keep-all;overflow-wrap:anywhere}
html:lang(ja),html:lang(zh-Hans){line-break:strict}
html:lang(ko) .verdict,html:lang(ja) .verdict,html:lang(zh-Hans) .verdict{letter-spacing:0}
`;

/** The page's style sheet; the same in every report, so that its hash is. */
export const STYLE =
  `${variables(LIGHT)}@media screen and (prefers-color-scheme:dark){${variables(DARK)}:root{color-scheme:dark}}${SCREEN}${CASE_SCREEN}${LANGUAGES}@media screen and (forced-colors:active){${variables(FORCED_PALETTE)}${FORCED}}@media print{${PRINT}${CASE_PRINT}}`.replace(
    /\n/g,
    '',
  );

/** SHA-256 of `STYLE`, for the page's policy: no other style applies. A test keeps it true. */
export const STYLE_HASH = 'sha256-JtOqW5NRSYZuDkEwNBNsiNWEl/4XeYtXjKC+ZGmXcnM=';
