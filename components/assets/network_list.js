function l(o,t={},...e){let i=document.createElement(o);for(let[r,n]of Object.entries(t))r.startsWith("on")?i[r]=n:n!=null&&n!==!1&&i.setAttribute(r,n===!0?"":n);return i.append(...e),i}function d(o,t){o.textContent!==t&&(o.textContent=t)}function a(o,t,e){e==null||e===!1?o.removeAttribute(t):o.getAttribute(t)!==String(e)&&o.setAttribute(t,e)}function v(o,t){let e=new Set(t);for(let i of[...o.children])e.has(i)||i.remove();t.forEach((i,r)=>{o.children[r]!==i&&o.insertBefore(i,o.children[r]??null)})}var C=5,w=36,y=8,p=class{#t=null;#e=null;#n=0;constructor(t,e){this.list=t,this.onDrop=e,t.addEventListener("pointerdown",i=>this.#o(i)),t.addEventListener("pointermove",i=>this.#c(i)),t.addEventListener("pointerup",()=>this.#d()),t.addEventListener("pointercancel",()=>this.cancel()),t.addEventListener("click",i=>this.#s(i),{capture:!0})}get active(){return this.#e!==null}cancel(){this.#r(null),this.#t&&a(this.#t.row,"data-dragged",null),this.#t=null}#o(t){let e=t.target.closest("li"),i=t.target.closest(".grip");if(!e||t.button!==0||t.pointerType!=="mouse"&&!i)return;let{clientX:r,clientY:n,pointerId:s}=t;this.#t={row:e,from:[...this.list.children].indexOf(e),x:r,y:n,pointer:s},this.dropped=!1}#c({clientX:t,clientY:e,buttons:i}){let r=this.#t;if(r){if(!i)return this.cancel();if(!this.active){if(Math.hypot(t-r.x,e-r.y)<C)return;this.list.setPointerCapture(r.pointer),a(r.row,"data-dragged",""),requestAnimationFrame(()=>this.#a())}this.#n=e,this.#r(this.#i(e))}}#d(){let{row:t,from:e}=this.#t??{},i=this.#e;this.dropped=this.active,this.cancel(),!(i===null||i===e||i===e+1)&&this.onDrop(t.dataset.name,i>e?i-1:i)}#s(t){this.dropped&&t.stopPropagation(),this.dropped=!1}#i(t){let e=[...this.list.children],i=e.findIndex(r=>{let{top:n,height:s}=r.getBoundingClientRect();return t<n+s/2});return i<0?e.length:i}#r(t){this.#e=t,[...this.list.children].forEach((e,i,{length:r})=>{let n=t===r&&i===r-1;a(e,"data-drop",t===i?"before":n?"after":null)})}#a(){if(!this.active)return;let{top:t,bottom:e}=this.list.getBoundingClientRect(),i=this.#n<t+w?-y:this.#n>e-w?y:0;i&&(this.list.scrollTop+=i,this.#r(this.#i(this.#n))),requestAnimationFrame(()=>this.#a())}};function M({key:o,altKey:t,ctrlKey:e,metaKey:i,shiftKey:r}){return r?null:t?{ArrowUp:{action:"up"},ArrowDown:{action:"down"}}[o]??null:e||i?o.toLowerCase()==="d"?{action:"duplicate"}:null:{ArrowUp:{step:-1},ArrowDown:{step:1},PageUp:{step:-10},PageDown:{step:10},Home:{to:0},End:{to:1/0},Delete:{action:"remove"},Enter:{action:"select"}}[o]??null}function h(o,t={}){return String(o??"").replace(/\{(\w+)\}/g,(e,i)=>t[i]??"?")}function k(o){return S(String(o)).replace(/\B(?=(\d{3})+$)/g,",")}function S(o){return o.replace("-","−")}var u=class{constructor(t){let e=["title","off","errors","warnings","into","shape","kind","reads","params"];for(let c of e)this[c]=l("span",{class:c});this.share=l("i"),this.bar=l("span",{class:"bar","aria-hidden":"true"},this.share);let i=l("span",{class:"line"},this.title,this.off,this.errors,this.warnings),r=l("span",{class:"flow"},this.into,this.shape),n=l("span",{class:"line"},this.kind,this.reads),s=l("span",{class:"weight"},this.params,this.bar);this.main=l("button",{type:"button",class:"main"},i,r,n,s),this.grip=l("span",{class:"grip","aria-hidden":"true"}),this.node=l("li",{"data-name":t},this.main,this.grip)}update(t,{into:e,total:i,labels:r}){let n=i>0?t.params/i:0;d(this.title,t.title),d(this.kind,t.kind??""),d(this.into,e?`${e} → `:""),d(this.shape,t.shape||r.no_shape),d(this.reads,t.reads?.length?h(r.reads,{nodes:t.reads.join(", ")}):""),d(this.params,t.params>0?h(r.params,{params:k(t.params)}):""),d(this.off,t.enabled===!1?r.off:""),this.#t(this.errors,"✕",t.errors,r.errors),this.#t(this.warnings,"!",t.warnings,r.warnings),this.bar.hidden=n===0,this.share.style.transform=`scaleX(${Math.max(.03,n)})`,a(this.grip,"title",r.tips.drag),a(this.main,"title",n?h(r.share,{share:z(n)}):null),this.node.style.setProperty("--level",t.level??0),a(this.node,"data-off",t.enabled===!1),a(this.node,"data-errors",t.errors||null)}select(t){a(this.main,"aria-current",String(t)),a(this.main,"tabindex",t?0:-1)}#t(t,e,i,r){d(t,i?`${e} ${i}`:""),a(t,"title",i?h(r,{n:i}):null),a(t,"aria-label",i?h(r,{n:i}):null),a(t,"role",i?"img":null)}};function z(o){let t=100*o;return t<.1?"< 0.1":t.toPrecision(t<10?2:3).replace(/\.0+$/,"")}var A="http://www.w3.org/2000/svg",N={up:"M8 13V3M4 7l4-4 4 4",down:"M8 3v10M4 9l4 4 4-4",duplicate:"M6 6h7v7H6zM10 3.5V3H3v7h.5",toggle:"M8 2v6M4.7 4.3a5 5 0 1 0 6.6 0",remove:"M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.6 9h5.8l.6-9M7 7v4M9 7v4",add_after:"M8 3v10M3 8h10",branch:"M5 2v12M5 6c0 3 6 2 6 6v2M9 12l2 2 2-2",skip:"M5 2v12M3 12l2 2 2-2M5 3.5c8 0 8 8 1 8",link:"M3.5 5.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM12.5 14.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5 5l6 6",output:"M3 3v10h6M7 8h7M11 5l3 3-3 3",tidy:"M6 2h4v3H6zM2 11h4v3H2zM10 11h4v3h-4zM8 5v3M4 11V8h8v3",open:"M9 2h5v5M14 2 8 8M12 9v5H2V4h5",cut:"M4 4l8 8M12 4l-8 8",closer:"M8 4v8M4 8h8",farther:"M4 8h8",whole:"M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4"};function g(o){let t=document.createElementNS(A,"svg"),e=document.createElementNS(A,"path"),i={fill:"none",stroke:"currentColor","stroke-width":1.5},r={"stroke-linecap":"round","stroke-linejoin":"round"},n={viewBox:"0 0 16 16",width:16,height:16,"aria-hidden":"true"};for(let[s,c]of Object.entries(n))t.setAttribute(s,c);for(let[s,c]of Object.entries({...i,...r}))e.setAttribute(s,c);return e.setAttribute("d",N[o]),t.append(e),t}var P=["up","down","duplicate","toggle","remove"],f=class{constructor(t){this.words=l("span");let e={type:"button",class:"add","data-testid":"kt-add-after"},i=()=>t("add_after");this.add=l("button",{...e,onclick:i},g("add_after"),this.words),this.buttons=Object.fromEntries(P.map(n=>[n,T(n,t)]));let r=l("div",{class:"group"},...Object.values(this.buttons));this.node=l("div",{class:"toolbar",role:"toolbar"},this.add,r)}update({row:t,first:e,last:i,withAdd:r,labels:n}){a(this.node,"aria-label",n.toolbar),this.add.hidden=!r,d(this.words,t?n.add_after:n.add);for(let[s,c]of Object.entries(this.buttons)){let x=s==="toggle"&&t?.enabled===!1?"enable":s;a(c,"aria-label",n.actions[x]),a(c,"title",n.tips[x]),c.disabled=!t||s==="up"&&e||s==="down"&&i}a(this.buttons.toggle,"aria-pressed",t?String(t.enabled!==!1):null)}};function T(o,t){return l("button",{type:"button",onclick:()=>t(o),"data-testid":`kt-${o}`},g(o))}var j=150,q=2e3,m=class{#t=new Map;#e=null;#n=0;#o={name:null,time:-1/0};constructor(t){this.root=t,this.toolbar=new f(r=>this.#p(r)),this.help=l("p",{id:"keys",class:"unseen"}),this.empty=l("p",{class:"empty"});let e=r=>this.#a(r),i=r=>this.#f(r);this.list=l("ol",{onclick:e,onkeydown:i,"aria-describedby":"keys"}),this.dragging=new p(this.list,(r,n)=>this.#u(r,n)),t.append(this.toolbar.node,this.list,this.empty,this.help)}update({rows:t,selected:e,with_add:i,labels:r},n){Object.assign(this,{data:t,withAdd:i,labels:r,onAction:n});let s=this.list.contains(this.root.getRootNode().activeElement);this.#c(e)&&(this.selected=e),this.#d(),s&&this.#r(this.selected)?.main.focus({preventScroll:!0}),a(this.root,"data-version",++this.#n)}remove(){clearTimeout(this.#e),this.dragging.cancel(),this.root.replaceChildren()}#c(t){let{name:e,time:i}=this.#o;return!(performance.now()-i<q&&t!==e)||!this.data.some(n=>n.name===e)}#d(){let{data:t,labels:e}=this,i=t.reduce((n,s)=>n+(s.params??0),0),r=t.map((n,s)=>{let c=this.#t.get(n.name)??new u(n.name);return this.#t.set(n.name,c),c.update(n,{into:I(t,s),total:i,labels:e}),c.node});for(let n of this.#t.keys())t.some(s=>s.name===n)||this.#t.delete(n);v(this.list,r),a(this.list,"aria-label",e.title),d(this.help,e.keys),d(this.empty,t.length?"":e.empty),this.list.hidden=t.length===0,this.#s()}#s(){let t=this.#i(),e=this.data[t];for(let[s,c]of this.#t)c.select(s===e?.name);!e&&this.data.length&&a(this.#r(this.data[0].name).main,"tabindex",0);let i=t===this.data.length-1,{withAdd:r,labels:n}=this;this.toolbar.update({row:e,first:t===0,last:i,withAdd:r,labels:n}),a(this.root,"data-selected",e?.name??null),this.#r(e?.name)?.node.scrollIntoView({block:"nearest"})}#i(){return this.data.findIndex(t=>t.name===this.selected)}#r(t){return this.#t.get(t)}#a(t){let e=t.target.closest("li")?.dataset.name;e!==void 0&&(this.#h(e),this.#l("select"))}#u(t,e){this.#h(t),this.#l("move",{to:e})}#f(t){if(t.key==="Escape"&&this.dragging.active)return t.preventDefault(),this.dragging.cancel();let e=M(t);if(!e||!this.data.length)return;if(t.preventDefault(),e.action)return this.#p(e.action);let i=e.to??this.#i()+e.step,r=Math.max(0,Math.min(this.data.length-1,i));r!==this.#i()&&(this.#h(this.data[r].name),this.#r(this.selected).main.focus({preventScroll:!0}),clearTimeout(this.#e),this.#e=setTimeout(()=>this.#l("select"),j))}#h(t){this.selected=t,this.#o={name:t,time:performance.now()},this.#s()}#p(t){let e=this.#i();e<0&&t!=="add_after"||t==="up"&&e===0||t==="down"&&e===this.data.length-1||(t!=="select"&&(this.#o={name:null,time:-1/0}),this.#l(t))}#l(t,e={}){clearTimeout(this.#e),this.onAction({action:t,name:this.data[this.#i()]?.name??null,...e})}};function I(o,t){let e=o[t],i=e.level??0;if(e.enabled===!1||e.reads?.length||e.kind==="Input")return"";let r=o.slice(0,t).findLast(n=>n.enabled!==!1);return r&&(r.level??0)===i?r.shape??"":""}var E=`:host, .kt-network-list { display: block; }
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
li { position: relative; border-bottom: 1px solid var(--line); }
li:last-child { border-bottom: 0; }
.main {
  display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 12px; width: 100%; text-align: left;
  padding: 6px 12px 6px calc(26px + 18px * var(--level, 0)); border: 0; border-left: 3px solid transparent;
  background: none; font: inherit; color: inherit; cursor: pointer;
}
.main:hover { background: var(--st-secondary-background-color, #f3f6f7); }
.main[aria-current="true"] { border-left-color: var(--accent); background: color-mix(in srgb, var(--accent) 14%, transparent); }
:is(.main, .toolbar button):focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.grip {
  position: absolute; left: 3px; top: 0; bottom: 0; width: 24px; cursor: grab; touch-action: none; opacity: 0.45;
  background: radial-gradient(circle, var(--ink) 1.2px, transparent 1.6px) center / 6px 6px;
  clip-path: inset(calc(50% - 9px) 6px);
}
li:hover .grip { opacity: 1; }
li[data-dragged] { opacity: 0.5; }
ol:has([data-dragged]), ol:has([data-dragged]) .main { cursor: grabbing; user-select: none; }
li[data-drop]::after { content: ""; position: absolute; z-index: 1; left: 0; right: 0; height: 3px; background: var(--accent); }
li[data-drop="before"]::after { top: -2px; }
li:first-child[data-drop="before"]::after { top: 0; }
li[data-drop="after"]::after { bottom: 0; }
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
`;var b=new WeakMap;function nt({parentElement:o,data:t,setTriggerValue:e}){let i=o.querySelector(".kt-network-list"),r=b.get(i);return r||(i.style.minHeight="",i.replaceChildren(l("style",{},E)),r=new m(i),b.set(i,r)),r.update(t,n=>e("action",n)),()=>{r.remove(),b.delete(i)}}export{nt as mount};
