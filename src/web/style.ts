/** What the page has beside the report, in the report's own colours. */
export const PAGE_STYLE = `
[hidden]{display:none!important}
.brand{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:baseline;margin-bottom:18px}
.brand b{font-size:17px}
.brand .quiet{font-size:13px}
.desk{margin:0 0 28px}
.drop{display:block;border:2px dashed var(--quiet);border-radius:8px;padding:26px 20px;text-align:center;margin:16px 0;cursor:pointer}
.drop.over{border-color:var(--link);background:var(--surface)}
.drop:focus-within{outline:2px solid var(--link);outline-offset:2px}
.choose{display:table;margin:12px auto 0;padding:6px 14px;border:1px solid var(--quiet);border-radius:4px;background:var(--surface)}
.brand label{display:flex;gap:8px;align-items:baseline;margin-left:auto}
.brand select{width:auto}
.desk ul.files{list-style:none;padding:0;margin:0 0 12px;min-width:0}
.files li{display:flex;flex-wrap:wrap;gap:4px 10px;align-items:center;padding:3px 0}
.files .name{overflow-wrap:anywhere;flex:1 1 120px}
:is(.desk,.brand):lang(ja){word-break:auto-phrase}
:is(.desk,.brand):lang(ko){word-break:keep-all}
.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,280px),1fr));gap:12px 24px;margin:12px 0;align-items:start}
label>span:first-child{display:block;font-size:13px;color:var(--quiet)}
label.check{display:flex;gap:8px;align-items:flex-start}
label.check>span:first-child{order:2;color:inherit;font-size:14px}
label small{display:block;margin-top:3px}
select,.fields input:not([type=checkbox]),.tools input:not([type=checkbox]){width:100%;font:inherit;font-size:14px;padding:6px 8px;border:1px solid var(--quiet);border-radius:4px;background:var(--page);color:var(--text);min-height:36px}
button{font:inherit;font-size:14px;padding:6px 14px;border:1px solid var(--quiet);border-radius:4px;background:var(--surface);color:var(--text);cursor:pointer;min-height:36px}
button.main{background:var(--link);border-color:var(--link);color:var(--page);font-weight:600}
button[disabled]{opacity:.55;cursor:default}
.state{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;margin:12px 0}
.state progress{flex:1 1 160px;accent-color:var(--link)}
.error{border-left:3px solid var(--failure);padding-left:12px;white-space:pre-wrap}
.tabs{display:flex;flex-wrap:wrap;gap:6px;margin:0 0 14px}
.tabs button[aria-selected=true]{border-color:var(--link);box-shadow:inset 0 -2px var(--link);font-weight:600}
.tools{display:flex;flex-wrap:wrap;gap:10px 16px;align-items:flex-end;margin:0 0 12px}
.tools label{flex:1 1 200px;max-width:420px}
.tools label.check{flex:0 1 auto;padding-bottom:8px}
.tools .count{padding-bottom:8px}
.list{height:min(70vh,720px);overflow:auto;border:1px solid var(--rule);border-radius:4px;position:relative;font:12.5px/24px ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"Liberation Mono",monospace}
.heads{position:sticky;top:0;z-index:1;background:var(--surface);width:max-content;min-width:100%}
.space{position:relative;width:max-content;min-width:100%}
.rows{will-change:transform}
.row{display:grid;height:24px;gap:0 12px;padding:0 8px;cursor:pointer}
.row span{overflow:hidden;white-space:nowrap;text-overflow:ellipsis}
.row.head{cursor:default;color:var(--quiet)}
.row.selected{background:var(--link);color:var(--page)}
.list.packets,.list.flows{min-width:0}
.list.packets .row{grid-template-columns:64px 216px 150px 150px 72px 56px 56px 620px}
.list.flows .row{grid-template-columns:64px 216px 44px 220px 220px 56px 104px 96px 64px 84px 64px 84px}
.frame-dialog{width:min(96vw,1080px);max-height:92vh;border:1px solid var(--quiet);border-radius:8px;background:var(--page);color:var(--text);padding:16px 20px 20px}
.frame-dialog::backdrop{background:rgb(0 0 0/.5)}
.bar{display:flex;flex-wrap:wrap;justify-content:space-between;gap:8px;align-items:center;margin-bottom:10px}
.bar h2{margin:0;padding:0;border:0}
.frame{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:16px}
.layers{min-width:0;max-height:70vh;overflow:auto}
.layers summary{cursor:pointer;padding:4px 0;font-weight:600}
.layers dl{display:grid;grid-template-columns:minmax(110px,max-content) minmax(0,1fr);gap:2px 12px;font-size:13px;padding:2px 0 8px 16px}
.layers dt{color:var(--quiet)}
.layers dt,.layers dd{overflow-wrap:anywhere}
.dump{white-space:pre;overflow:auto;max-height:70vh;font-size:12.5px;line-height:1.5}
.dump mark{background:var(--link);color:var(--page)}
.packets tbody tr[id]{cursor:pointer}
@media (max-width:640px){.list.packets .row{grid-template-columns:56px 96px 110px 110px 64px 50px 50px 520px}}
@media print{.desk,.tabs,.tools,.brand{display:none}}
`.replace(/\n/g, '');
