function a(o,t={},...e){let i=document.createElement(o);for(let[r,n]of Object.entries(t))r.startsWith("on")?i[r]=n:n!=null&&n!==!1&&i.setAttribute(r,n===!0?"":n);return i.append(...e),i}function c(o,t){o.textContent!==t&&(o.textContent=t)}function l(o,t,e){e==null||e===!1?o.removeAttribute(t):o.getAttribute(t)!==String(e)&&o.setAttribute(t,e)}function x(o,t){let e=new Set(t);for(let i of[...o.children])e.has(i)||i.remove();t.forEach((i,r)=>{o.children[r]!==i&&o.insertBefore(i,o.children[r]??null)})}function v({key:o,altKey:t,ctrlKey:e,metaKey:i,shiftKey:r}){return r?null:t?{ArrowUp:{action:"up"},ArrowDown:{action:"down"}}[o]??null:e||i?o.toLowerCase()==="d"?{action:"duplicate"}:null:{ArrowUp:{step:-1},ArrowDown:{step:1},PageUp:{step:-10},PageDown:{step:10},Home:{to:0},End:{to:1/0},Delete:{action:"remove"},Enter:{action:"select"}}[o]??null}function h(o,t={}){return String(o??"").replace(/\{(\w+)\}/g,(e,i)=>t[i]??"?")}function w(o){return k(String(o)).replace(/\B(?=(\d{3})+$)/g,",")}function k(o){return o.replace("-","−")}var p=class{constructor(t){let e=["title","off","errors","warnings","into","shape","kind","reads","params"];for(let d of e)this[d]=a("span",{class:d});this.share=a("i"),this.bar=a("span",{class:"bar","aria-hidden":"true"},this.share);let i=a("span",{class:"line"},this.title,this.off,this.errors,this.warnings),r=a("span",{class:"flow"},this.into,this.shape),n=a("span",{class:"line"},this.kind,this.reads),s=a("span",{class:"weight"},this.params,this.bar);this.main=a("button",{type:"button",class:"main"},i,r,n,s),this.node=a("li",{"data-name":t},this.main)}update(t,{into:e,total:i,labels:r}){let n=i>0?t.params/i:0;c(this.title,t.title),c(this.kind,t.kind??""),c(this.into,e?`${e} → `:""),c(this.shape,t.shape||r.no_shape),c(this.reads,t.reads?.length?h(r.reads,{nodes:t.reads.join(", ")}):""),c(this.params,t.params>0?h(r.params,{params:w(t.params)}):""),c(this.off,t.enabled===!1?r.off:""),this.#t(this.errors,"✕",t.errors,r.errors),this.#t(this.warnings,"!",t.warnings,r.warnings),this.bar.hidden=n===0,this.share.style.transform=`scaleX(${Math.max(.03,n)})`,l(this.main,"title",n?h(r.share,{share:A(n)}):null),this.node.style.setProperty("--level",t.level??0),l(this.node,"data-off",t.enabled===!1),l(this.node,"data-errors",t.errors||null)}select(t){l(this.main,"aria-current",String(t)),l(this.main,"tabindex",t?0:-1)}#t(t,e,i,r){c(t,i?`${e} ${i}`:""),l(t,"title",i?h(r,{n:i}):null),l(t,"aria-label",i?h(r,{n:i}):null),l(t,"role",i?"img":null)}};function A(o){let t=100*o;return t<.1?"< 0.1":t.toPrecision(t<10?2:3).replace(/\.0+$/,"")}var y="http://www.w3.org/2000/svg",S={up:"M8 13V3M4 7l4-4 4 4",down:"M8 3v10M4 9l4 4 4-4",duplicate:"M6 6h7v7H6zM10 3.5V3H3v7h.5",toggle:"M8 2v6M4.7 4.3a5 5 0 1 0 6.6 0",remove:"M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.6 9h5.8l.6-9M7 7v4M9 7v4",add_after:"M8 3v10M3 8h10",branch:"M5 2v12M5 6c0 3 6 2 6 6v2M9 12l2 2 2-2",skip:"M5 2v12M3 12l2 2 2-2M5 3.5c8 0 8 8 1 8",link:"M3.5 5.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM12.5 14.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5 5l6 6",output:"M3 3v10h6M7 8h7M11 5l3 3-3 3",tidy:"M6 2h4v3H6zM2 11h4v3H2zM10 11h4v3h-4zM8 5v3M4 11V8h8v3",open:"M9 2h5v5M14 2 8 8M12 9v5H2V4h5",cut:"M4 4l8 8M12 4l-8 8",closer:"M8 4v8M4 8h8",farther:"M4 8h8",whole:"M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"};function m(o){let t=document.createElementNS(y,"svg"),e=document.createElementNS(y,"path"),i={fill:"none",stroke:"currentColor","stroke-width":1.5},r={"stroke-linecap":"round","stroke-linejoin":"round"},n={viewBox:"0 0 16 16",width:16,height:16,"aria-hidden":"true"};for(let[s,d]of Object.entries(n))t.setAttribute(s,d);for(let[s,d]of Object.entries({...i,...r}))e.setAttribute(s,d);return e.setAttribute("d",S[o]),t.append(e),t}var z=["up","down","duplicate","toggle","remove"],u=class{constructor(t){this.words=a("span");let e={type:"button",class:"add","data-testid":"kt-add-after"},i=()=>t("add_after");this.add=a("button",{...e,onclick:i},m("add_after"),this.words),this.buttons=Object.fromEntries(z.map(n=>[n,C(n,t)]));let r=a("div",{class:"group"},...Object.values(this.buttons));this.node=a("div",{class:"toolbar",role:"toolbar"},this.add,r)}update({row:t,first:e,last:i,withAdd:r,labels:n}){l(this.node,"aria-label",n.toolbar),this.add.hidden=!r,c(this.words,t?n.add_after:n.add);for(let[s,d]of Object.entries(this.buttons)){let g=s==="toggle"&&t?.enabled===!1?"enable":s;l(d,"aria-label",n.actions[g]),l(d,"title",n.tips[g]),d.disabled=!t||s==="up"&&e||s==="down"&&i}l(this.buttons.toggle,"aria-pressed",t?String(t.enabled!==!1):null)}};function C(o,t){return a("button",{type:"button",onclick:()=>t(o),"data-testid":`kt-${o}`},m(o))}var N=150,j=2e3,f=class{#t=new Map;#i=null;#d=0;#n={name:null,time:-1/0};constructor(t){this.root=t,this.toolbar=new u(r=>this.#l(r)),this.help=a("p",{id:"keys",class:"unseen"}),this.empty=a("p",{class:"empty"});let e=r=>this.#p(r),i=r=>this.#u(r);this.list=a("ol",{onclick:e,onkeydown:i,"aria-describedby":"keys"}),t.append(this.toolbar.node,this.list,this.empty,this.help)}update({rows:t,selected:e,with_add:i,labels:r},n){Object.assign(this,{data:t,withAdd:i,labels:r,onAction:n});let s=this.list.contains(this.root.getRootNode().activeElement);this.#c(e)&&(this.selected=e),this.#h(),s&&this.#r(this.selected)?.main.focus({preventScroll:!0}),l(this.root,"data-version",++this.#d)}remove(){clearTimeout(this.#i),this.root.replaceChildren()}#c(t){let{name:e,time:i}=this.#n;return!(performance.now()-i<j&&t!==e)||!this.data.some(n=>n.name===e)}#h(){let{data:t,labels:e}=this,i=t.reduce((n,s)=>n+(s.params??0),0),r=t.map((n,s)=>{let d=this.#t.get(n.name)??new p(n.name);return this.#t.set(n.name,d),d.update(n,{into:E(t,s),total:i,labels:e}),d.node});for(let n of this.#t.keys())t.some(s=>s.name===n)||this.#t.delete(n);x(this.list,r),l(this.list,"aria-label",e.title),c(this.help,e.keys),c(this.empty,t.length?"":e.empty),this.list.hidden=t.length===0,this.#s()}#s(){let t=this.#e(),e=this.data[t];for(let[s,d]of this.#t)d.select(s===e?.name);!e&&this.data.length&&l(this.#r(this.data[0].name).main,"tabindex",0);let i=t===this.data.length-1,{withAdd:r,labels:n}=this;this.toolbar.update({row:e,first:t===0,last:i,withAdd:r,labels:n}),l(this.root,"data-selected",e?.name??null),this.#r(e?.name)?.node.scrollIntoView({block:"nearest"})}#e(){return this.data.findIndex(t=>t.name===this.selected)}#r(t){return this.#t.get(t)}#p(t){let e=t.target.closest("li")?.dataset.name;e!==void 0&&(this.#a(e),this.#o("select"))}#u(t){let e=v(t);if(!e||!this.data.length)return;if(t.preventDefault(),e.action)return this.#l(e.action);let i=e.to??this.#e()+e.step,r=Math.max(0,Math.min(this.data.length-1,i));r!==this.#e()&&(this.#a(this.data[r].name),this.#r(this.selected).main.focus({preventScroll:!0}),clearTimeout(this.#i),this.#i=setTimeout(()=>this.#o("select"),N))}#a(t){this.selected=t,this.#n={name:t,time:performance.now()},this.#s()}#l(t){let e=this.#e();e<0&&t!=="add_after"||t==="up"&&e===0||t==="down"&&e===this.data.length-1||(t!=="select"&&(this.#n={name:null,time:-1/0}),this.#o(t))}#o(t){clearTimeout(this.#i),this.onAction(t,this.data[this.#e()]?.name??null)}};function E(o,t){let e=o[t],i=e.level??0;if(e.enabled===!1||e.reads?.length||e.kind==="Input")return"";let r=o.slice(0,t).findLast(n=>n.enabled!==!1);return r&&(r.level??0)===i?r.shape??"":""}var M=`:host, .kt-network-list { display: block; }
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
`;var b=new WeakMap;function Q({parentElement:o,data:t,setTriggerValue:e}){let i=o.querySelector(".kt-network-list"),r=b.get(i);return r||(i.style.minHeight="",i.replaceChildren(a("style",{},M)),r=new f(i),b.set(i,r)),r.update(t,(n,s)=>e("action",{action:n,name:s})),()=>{r.remove(),b.delete(i)}}export{Q as mount};
