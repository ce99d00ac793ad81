function s(o,t={},...e){let r=document.createElement(o);for(let[i,n]of Object.entries(t))i.startsWith("on")?r[i]=n:n!=null&&n!==!1&&r.setAttribute(i,n===!0?"":n);return r.append(...e),r}function c(o,t){o.textContent!==t&&(o.textContent=t)}function a(o,t,e){e==null||e===!1?o.removeAttribute(t):o.getAttribute(t)!==String(e)&&o.setAttribute(t,e)}function g(o,t){let e=new Set(t);for(let r of[...o.children])e.has(r)||r.remove();t.forEach((r,i)=>{o.children[i]!==r&&o.insertBefore(r,o.children[i]??null)})}function x({key:o,altKey:t,ctrlKey:e,metaKey:r,shiftKey:i}){return i?null:t?{ArrowUp:{action:"up"},ArrowDown:{action:"down"}}[o]??null:e||r?o.toLowerCase()==="d"?{action:"duplicate"}:null:{ArrowUp:{step:-1},ArrowDown:{step:1},PageUp:{step:-10},PageDown:{step:10},Home:{to:0},End:{to:1/0},Delete:{action:"remove"},Enter:{action:"select"}}[o]??null}function h(o,t={}){return String(o??"").replace(/\{(\w+)\}/g,(e,r)=>t[r]??"?")}function w(o){return k(String(o)).replace(/\B(?=(\d{3})+$)/g,",")}function k(o){return o.replace("-","−")}var p=class{constructor(t){let e=["title","off","errors","warnings","into","shape","kind","reads","params"];for(let d of e)this[d]=s("span",{class:d});this.share=s("i"),this.bar=s("span",{class:"bar","aria-hidden":"true"},this.share);let r=s("span",{class:"line"},this.title,this.off,this.errors,this.warnings),i=s("span",{class:"flow"},this.into,this.shape),n=s("span",{class:"line"},this.kind,this.reads),l=s("span",{class:"weight"},this.params,this.bar);this.main=s("button",{type:"button",class:"main"},r,i,n,l),this.node=s("li",{"data-name":t},this.main)}update(t,{into:e,total:r,labels:i}){let n=r>0?t.params/r:0;c(this.title,t.title),c(this.kind,t.kind??""),c(this.into,e?`${e} → `:""),c(this.shape,t.shape||i.no_shape),c(this.reads,t.reads?.length?h(i.reads,{nodes:t.reads.join(", ")}):""),c(this.params,t.params>0?h(i.params,{params:w(t.params)}):""),c(this.off,t.enabled===!1?i.off:""),this.#t(this.errors,"✕",t.errors,i.errors),this.#t(this.warnings,"!",t.warnings,i.warnings),this.bar.hidden=n===0,this.share.style.transform=`scaleX(${Math.max(.03,n)})`,a(this.main,"title",n?h(i.share,{share:M(n)}):null),this.node.style.setProperty("--level",t.level??0),a(this.node,"data-off",t.enabled===!1),a(this.node,"data-errors",t.errors||null)}select(t){a(this.main,"aria-current",String(t)),a(this.main,"tabindex",t?0:-1)}#t(t,e,r,i){c(t,r?`${e} ${r}`:""),a(t,"title",r?h(i,{n:r}):null),a(t,"aria-label",r?h(i,{n:r}):null),a(t,"role",r?"img":null)}};function M(o){let t=100*o;return t<.1?"< 0.1":t.toPrecision(t<10?2:3).replace(/\.0+$/,"")}var v="http://www.w3.org/2000/svg",A={up:"M8 13V3M4 7l4-4 4 4",down:"M8 3v10M4 9l4 4 4-4",duplicate:"M6 6h7v7H6zM10 3.5V3H3v7h.5",toggle:"M8 2v6M4.7 4.3a5 5 0 1 0 6.6 0",remove:"M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.6 9h5.8l.6-9M7 7v4M9 7v4",add_after:"M8 3v10M3 8h10"};function m(o){let t=document.createElementNS(v,"svg"),e=document.createElementNS(v,"path"),r={fill:"none",stroke:"currentColor","stroke-width":1.5},i={"stroke-linecap":"round","stroke-linejoin":"round"},n={viewBox:"0 0 16 16",width:16,height:16,"aria-hidden":"true"};for(let[l,d]of Object.entries(n))t.setAttribute(l,d);for(let[l,d]of Object.entries({...r,...i}))e.setAttribute(l,d);return e.setAttribute("d",A[o]),t.append(e),t}var S=["up","down","duplicate","toggle","remove"],u=class{constructor(t){this.words=s("span");let e={type:"button",class:"add","data-testid":"kt-add-after"},r=()=>t("add_after");this.add=s("button",{...e,onclick:r},m("add_after"),this.words),this.buttons=Object.fromEntries(S.map(n=>[n,C(n,t)]));let i=s("div",{class:"group"},...Object.values(this.buttons));this.node=s("div",{class:"toolbar",role:"toolbar"},this.add,i)}update({row:t,first:e,last:r,labels:i}){a(this.node,"aria-label",i.toolbar),c(this.words,t?i.add_after:i.add);for(let[n,l]of Object.entries(this.buttons)){let d=n==="toggle"&&t?.enabled===!1?"enable":n;a(l,"aria-label",i.actions[d]),a(l,"title",i.tips[d]),l.disabled=!t||n==="up"&&e||n==="down"&&r}a(this.buttons.toggle,"aria-pressed",t?String(t.enabled!==!1):null)}};function C(o,t){return s("button",{type:"button",onclick:()=>t(o),"data-testid":`kt-${o}`},m(o))}var N=150,j=2e3,f=class{#t=new Map;#i=null;#c=0;#n={name:null,time:-1/0};constructor(t){this.root=t,this.toolbar=new u(i=>this.#l(i)),this.help=s("p",{id:"keys",class:"unseen"}),this.empty=s("p",{class:"empty"});let e=i=>this.#p(i),r=i=>this.#u(i);this.list=s("ol",{onclick:e,onkeydown:r,"aria-describedby":"keys"}),t.append(this.toolbar.node,this.list,this.empty,this.help)}update({rows:t,selected:e,labels:r},i){Object.assign(this,{data:t,labels:r,onAction:i});let n=this.list.contains(this.root.getRootNode().activeElement);this.#d(e)&&(this.selected=e),this.#h(),n&&this.#r(this.selected)?.main.focus({preventScroll:!0}),a(this.root,"data-version",++this.#c)}remove(){clearTimeout(this.#i),this.root.replaceChildren()}#d(t){let{name:e,time:r}=this.#n;return!(performance.now()-r<j&&t!==e)||!this.data.some(n=>n.name===e)}#h(){let{data:t,labels:e}=this,r=t.reduce((n,l)=>n+(l.params??0),0),i=t.map((n,l)=>{let d=this.#t.get(n.name)??new p(n.name);return this.#t.set(n.name,d),d.update(n,{into:E(t,l),total:r,labels:e}),d.node});for(let n of this.#t.keys())t.some(l=>l.name===n)||this.#t.delete(n);g(this.list,i),a(this.list,"aria-label",e.title),c(this.help,e.keys),c(this.empty,t.length?"":e.empty),this.list.hidden=t.length===0,this.#s()}#s(){let t=this.#e(),e=this.data[t];for(let[i,n]of this.#t)n.select(i===e?.name);!e&&this.data.length&&a(this.#r(this.data[0].name).main,"tabindex",0);let r=t===this.data.length-1;this.toolbar.update({row:e,first:t===0,last:r,labels:this.labels}),a(this.root,"data-selected",e?.name??null),this.#r(e?.name)?.node.scrollIntoView({block:"nearest"})}#e(){return this.data.findIndex(t=>t.name===this.selected)}#r(t){return this.#t.get(t)}#p(t){let e=t.target.closest("li")?.dataset.name;e!==void 0&&(this.#a(e),this.#o("select"))}#u(t){let e=x(t);if(!e||!this.data.length)return;if(t.preventDefault(),e.action)return this.#l(e.action);let r=e.to??this.#e()+e.step,i=Math.max(0,Math.min(this.data.length-1,r));i!==this.#e()&&(this.#a(this.data[i].name),this.#r(this.selected).main.focus({preventScroll:!0}),clearTimeout(this.#i),this.#i=setTimeout(()=>this.#o("select"),N))}#a(t){this.selected=t,this.#n={name:t,time:performance.now()},this.#s()}#l(t){let e=this.#e();e<0&&t!=="add_after"||t==="up"&&e===0||t==="down"&&e===this.data.length-1||(t!=="select"&&(this.#n={name:null,time:-1/0}),this.#o(t))}#o(t){clearTimeout(this.#i),this.onAction(t,this.data[this.#e()]?.name??null)}};function E(o,t){let e=o[t],r=e.level??0;if(e.enabled===!1||e.reads?.length||e.kind==="Input")return"";let i=o.slice(0,t).findLast(n=>n.enabled!==!1);return i&&(i.level??0)===r?i.shape??"":""}var y=`:host, .kt-network-list { display: block; }
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
.kt-network-list [hidden] { display: none; }
.toolbar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 8px; margin-bottom: 8px; }
.group { display: flex; gap: 2px; }
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
`;var b=new WeakMap;function K({parentElement:o,data:t,setTriggerValue:e}){let r=o.querySelector(".kt-network-list"),i=b.get(r);return i||(r.style.minHeight="",r.replaceChildren(s("style",{},y)),i=new f(r),b.set(r,i)),i.update(t,(n,l)=>e("action",{action:n,name:l})),()=>{i.remove(),b.delete(r)}}export{K as mount};
