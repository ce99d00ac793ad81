function a(o,t={},...e){let i=document.createElement(o);for(let[n,r]of Object.entries(t))n.startsWith("on")?i[n]=r:r!=null&&r!==!1&&i.setAttribute(n,r===!0?"":r);return i.append(...e),i}function c(o,t){o.textContent!==t&&(o.textContent=t)}function l(o,t,e){e==null||e===!1?o.removeAttribute(t):o.getAttribute(t)!==String(e)&&o.setAttribute(t,e)}function x(o,t){let e=new Set(t);for(let i of[...o.children])e.has(i)||i.remove();t.forEach((i,n)=>{o.children[n]!==i&&o.insertBefore(i,o.children[n]??null)})}function w({key:o,altKey:t,ctrlKey:e,metaKey:i,shiftKey:n}){return n?null:t?{ArrowUp:{action:"up"},ArrowDown:{action:"down"}}[o]??null:e||i?o.toLowerCase()==="d"?{action:"duplicate"}:null:{ArrowUp:{step:-1},ArrowDown:{step:1},PageUp:{step:-10},PageDown:{step:10},Home:{to:0},End:{to:1/0},Delete:{action:"remove"},Enter:{action:"select"}}[o]??null}function h(o,t={}){return String(o??"").replace(/\{(\w+)\}/g,(e,i)=>t[i]??"?")}function v(o){return M(String(o)).replace(/\B(?=(\d{3})+$)/g,",")}function M(o){return o.replace("-","−")}var p=class{constructor(t){let e=["title","off","errors","warnings","into","shape","kind","reads","params"];for(let d of e)this[d]=a("span",{class:d});this.share=a("i"),this.bar=a("span",{class:"bar","aria-hidden":"true"},this.share);let i=a("span",{class:"line"},this.title,this.off,this.errors,this.warnings),n=a("span",{class:"flow"},this.into,this.shape),r=a("span",{class:"line"},this.kind,this.reads),s=a("span",{class:"weight"},this.params,this.bar);this.main=a("button",{type:"button",class:"main"},i,n,r,s),this.node=a("li",{"data-name":t},this.main)}update(t,{into:e,total:i,labels:n}){let r=i>0?t.params/i:0;c(this.title,t.title),c(this.kind,t.kind??""),c(this.into,e?`${e} → `:""),c(this.shape,t.shape||n.no_shape),c(this.reads,t.reads?.length?h(n.reads,{nodes:t.reads.join(", ")}):""),c(this.params,t.params>0?h(n.params,{params:v(t.params)}):""),c(this.off,t.enabled===!1?n.off:""),this.#t(this.errors,"✕",t.errors,n.errors),this.#t(this.warnings,"!",t.warnings,n.warnings),this.bar.hidden=r===0,this.share.style.transform=`scaleX(${Math.max(.03,r)})`,l(this.main,"title",r?h(n.share,{share:A(r)}):null),this.node.style.setProperty("--level",t.level??0),l(this.node,"data-off",t.enabled===!1),l(this.node,"data-errors",t.errors||null)}select(t){l(this.main,"aria-current",String(t)),l(this.main,"tabindex",t?0:-1)}#t(t,e,i,n){c(t,i?`${e} ${i}`:""),l(t,"title",i?h(n,{n:i}):null),l(t,"aria-label",i?h(n,{n:i}):null),l(t,"role",i?"img":null)}};function A(o){let t=100*o;return t<.1?"< 0.1":t.toPrecision(t<10?2:3).replace(/\.0+$/,"")}var y="http://www.w3.org/2000/svg",S={up:"M8 13V3M4 7l4-4 4 4",down:"M8 3v10M4 9l4 4 4-4",duplicate:"M6 6h7v7H6zM10 3.5V3H3v7h.5",toggle:"M8 2v6M4.7 4.3a5 5 0 1 0 6.6 0",remove:"M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.6 9h5.8l.6-9M7 7v4M9 7v4",add_after:"M8 3v10M3 8h10"};function m(o){let t=document.createElementNS(y,"svg"),e=document.createElementNS(y,"path"),i={fill:"none",stroke:"currentColor","stroke-width":1.5},n={"stroke-linecap":"round","stroke-linejoin":"round"},r={viewBox:"0 0 16 16",width:16,height:16,"aria-hidden":"true"};for(let[s,d]of Object.entries(r))t.setAttribute(s,d);for(let[s,d]of Object.entries({...i,...n}))e.setAttribute(s,d);return e.setAttribute("d",S[o]),t.append(e),t}var C=["up","down","duplicate","toggle","remove"],u=class{constructor(t){this.words=a("span");let e={type:"button",class:"add","data-testid":"kt-add-after"},i=()=>t("add_after");this.add=a("button",{...e,onclick:i},m("add_after"),this.words),this.buttons=Object.fromEntries(C.map(r=>[r,N(r,t)]));let n=a("div",{class:"group"},...Object.values(this.buttons));this.node=a("div",{class:"toolbar",role:"toolbar"},this.add,n)}update({row:t,first:e,last:i,withAdd:n,labels:r}){l(this.node,"aria-label",r.toolbar),this.add.hidden=!n,c(this.words,t?r.add_after:r.add);for(let[s,d]of Object.entries(this.buttons)){let g=s==="toggle"&&t?.enabled===!1?"enable":s;l(d,"aria-label",r.actions[g]),l(d,"title",r.tips[g]),d.disabled=!t||s==="up"&&e||s==="down"&&i}l(this.buttons.toggle,"aria-pressed",t?String(t.enabled!==!1):null)}};function N(o,t){return a("button",{type:"button",onclick:()=>t(o),"data-testid":`kt-${o}`},m(o))}var j=150,E=2e3,f=class{#t=new Map;#i=null;#d=0;#r={name:null,time:-1/0};constructor(t){this.root=t,this.toolbar=new u(n=>this.#l(n)),this.help=a("p",{id:"keys",class:"unseen"}),this.empty=a("p",{class:"empty"});let e=n=>this.#p(n),i=n=>this.#u(n);this.list=a("ol",{onclick:e,onkeydown:i,"aria-describedby":"keys"}),t.append(this.toolbar.node,this.list,this.empty,this.help)}update({rows:t,selected:e,with_add:i,labels:n},r){Object.assign(this,{data:t,withAdd:i,labels:n,onAction:r});let s=this.list.contains(this.root.getRootNode().activeElement);this.#c(e)&&(this.selected=e),this.#h(),s&&this.#n(this.selected)?.main.focus({preventScroll:!0}),l(this.root,"data-version",++this.#d)}remove(){clearTimeout(this.#i),this.root.replaceChildren()}#c(t){let{name:e,time:i}=this.#r;return!(performance.now()-i<E&&t!==e)||!this.data.some(r=>r.name===e)}#h(){let{data:t,labels:e}=this,i=t.reduce((r,s)=>r+(s.params??0),0),n=t.map((r,s)=>{let d=this.#t.get(r.name)??new p(r.name);return this.#t.set(r.name,d),d.update(r,{into:T(t,s),total:i,labels:e}),d.node});for(let r of this.#t.keys())t.some(s=>s.name===r)||this.#t.delete(r);x(this.list,n),l(this.list,"aria-label",e.title),c(this.help,e.keys),c(this.empty,t.length?"":e.empty),this.list.hidden=t.length===0,this.#s()}#s(){let t=this.#e(),e=this.data[t];for(let[s,d]of this.#t)d.select(s===e?.name);!e&&this.data.length&&l(this.#n(this.data[0].name).main,"tabindex",0);let i=t===this.data.length-1,{withAdd:n,labels:r}=this;this.toolbar.update({row:e,first:t===0,last:i,withAdd:n,labels:r}),l(this.root,"data-selected",e?.name??null),this.#n(e?.name)?.node.scrollIntoView({block:"nearest"})}#e(){return this.data.findIndex(t=>t.name===this.selected)}#n(t){return this.#t.get(t)}#p(t){let e=t.target.closest("li")?.dataset.name;e!==void 0&&(this.#a(e),this.#o("select"))}#u(t){let e=w(t);if(!e||!this.data.length)return;if(t.preventDefault(),e.action)return this.#l(e.action);let i=e.to??this.#e()+e.step,n=Math.max(0,Math.min(this.data.length-1,i));n!==this.#e()&&(this.#a(this.data[n].name),this.#n(this.selected).main.focus({preventScroll:!0}),clearTimeout(this.#i),this.#i=setTimeout(()=>this.#o("select"),j))}#a(t){this.selected=t,this.#r={name:t,time:performance.now()},this.#s()}#l(t){let e=this.#e();e<0&&t!=="add_after"||t==="up"&&e===0||t==="down"&&e===this.data.length-1||(t!=="select"&&(this.#r={name:null,time:-1/0}),this.#o(t))}#o(t){clearTimeout(this.#i),this.onAction(t,this.data[this.#e()]?.name??null)}};function T(o,t){let e=o[t],i=e.level??0;if(e.enabled===!1||e.reads?.length||e.kind==="Input")return"";let n=o.slice(0,t).findLast(r=>r.enabled!==!1);return n&&(n.level??0)===i?n.shape??"":""}var k=`:host, .kt-network-list { display: block; }
.kt-network-list {
  --ink: var(--st-text-color, #222);
  --line: var(--st-border-color, #d3dbdf);
  --accent: var(--st-primary-color, #0b6b7d);
  --quiet: color-mix(in srgb, var(--ink) 72%, transparent);
  --radius: var(--st-base-radius, 6px);
  container-type: inline-size;
  color: var(--ink); font-family: var(--st-font, sans-serif); font-size: 14px; line-height: 20px;
}
.kt-network-list * { box-sizing: border-box; }
.kt-network-list [hidden] { display: none !important; }
.toolbar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 8px; margin-bottom: 8px; }
.group { display: flex; gap: 2px; margin-left: auto; }
.toolbar button {
  display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-width: 32px; height: 32px;
  padding: 0 8px; font: inherit; color: inherit; background: none; border: 1px solid transparent;
  border-radius: var(--radius); cursor: pointer;
}
.toolbar .add { border-color: var(--line); padding: 0 12px 0 8px; }
.toolbar button:hover:not(:disabled) { background: var(--st-secondary-background-color, #f3f6f7); }
.toolbar button:disabled { opacity: 0.35; cursor: default; }
.toolbar button[aria-pressed="false"] { color: var(--st-orange-color, #8a5a00); }
ol {
  list-style: none; margin: 0; padding: 0; max-height: min(70vh, 760px); overflow-y: auto;
  border: 1px solid var(--line); border-radius: var(--radius);
}
li { border-bottom: 1px solid var(--line); }
li:last-child { border-bottom: 0; }
.main {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 12px; width: 100%; text-align: left;
  padding: 6px 12px 6px calc(12px + 18px * var(--level, 0)); border: 0; border-left: 3px solid transparent;
  background: none; font: inherit; color: inherit; cursor: pointer;
}
.main:hover { background: var(--st-secondary-background-color, #f3f6f7); }
.main[aria-current="true"] { border-left-color: var(--accent); background: color-mix(in srgb, var(--accent) 14%, transparent); }
:is(.main, .toolbar button):focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.line { display: flex; gap: 8px; min-width: 0; align-items: baseline; }
.title { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.kind { font-family: var(--st-code-font, monospace); font-size: 12px; color: var(--quiet); white-space: nowrap; }
.reads { font-size: 12px; color: var(--quiet); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.flow { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.into { color: var(--quiet); }
.shape { font-weight: 600; }
.weight { display: flex; align-items: center; justify-content: flex-end; gap: 8px; font-size: 12px; color: var(--quiet); font-variant-numeric: tabular-nums; white-space: nowrap; }
.bar { width: 56px; height: 4px; border-radius: 2px; background: color-mix(in srgb, var(--line) 60%, transparent); overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--quiet); transform: scaleX(0); transform-origin: left; }
.errors, .warnings, .off { flex: none; padding: 0 6px; border-radius: 999px; font-size: 12px; line-height: 18px; font-weight: 600; }
.errors { color: var(--st-red-color, #b3261e); border: 1px solid currentColor; }
.warnings { color: var(--st-orange-color, #8a5a00); border: 1px solid currentColor; }
.off { color: var(--quiet); border: 1px dashed currentColor; }
:is(.errors, .warnings, .off, .reads):empty { display: none; }
li[data-off] :is(.title, .shape, .into) { text-decoration: line-through; font-weight: 400; color: var(--quiet); }
.empty { margin: 0; padding: 24px 12px; text-align: center; border: 1px dashed var(--line); border-radius: var(--radius); color: var(--quiet); }
.empty:empty { display: none; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@container (max-width: 430px) {
  .into { display: none; }
  .bar { width: 36px; }
}
`;var b=new WeakMap;function Q({parentElement:o,data:t,setTriggerValue:e}){let i=o.querySelector(".kt-network-list"),n=b.get(i);return n||(i.style.minHeight="",i.replaceChildren(a("style",{},k)),n=new f(i),b.set(i,n)),n.update(t,(r,s)=>e("action",{action:r,name:s})),()=>{n.remove(),b.delete(i)}}export{Q as mount};
