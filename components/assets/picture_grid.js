function n(s,t={},...r){let e=document.createElement(s);for(let[o,i]of Object.entries(t))o.startsWith("on")?e[o]=i:i!=null&&i!==!1&&e.setAttribute(o,i===!0?"":i);return e.append(...r),e}function p(s,t,r){r==null||r===!1?s.removeAttribute(t):s.getAttribute(t)!==String(r)&&s.setAttribute(t,r)}var w=64,v=640,k=400,f=class{constructor(t){this.root=t;let r=e=>this.#i(e);this.list=n("div",{class:"grid",role:"group",onkeydown:r}),t.append(this.list)}update({items:t,selected:r,label:e,below:o,least:i},c){Object.assign(this,{onOpen:c,below:o});let d=this.root.getRootNode().activeElement?.dataset?.row;p(this.list,"aria-label",e),this.list.style.setProperty("--least",`${i}px`);let l=JSON.stringify(t);l!==this.drawn&&(this.drawn=l,this.list.replaceChildren(...t.map(a=>this.#r(a))),d&&this.#t().find(a=>a.dataset.row===d)?.focus({preventScroll:!0}));for(let a of this.#t())p(a,"aria-pressed",String(Number(a.dataset.row)===r));p(this.root,"data-selected",r??"")}#t(){return[...this.list.children]}#r({row:t,picture:r,first:e,second:o,third:i,badge:c,wrong:d}){let l=n("img",{src:`data:image/png;base64,${r}`,alt:"",draggable:"false"});l.onload=()=>l.classList.toggle("pixels",l.naturalWidth<=w||d===null);let a=[e,o].filter(Boolean).map((h,x)=>n("span",{class:x&&d?"wrong":"name",title:h},h)),m=[e,o,i,c].filter(Boolean).join(", "),g=n("button",{type:"button","data-row":t,"aria-label":m,onclick:()=>this.#o(t)},l,...a,n("span",{class:"figure"},i));return c&&g.append(n("span",{class:"badge"},c)),g}#o(t){this.onOpen(t),!(window.innerWidth>=v)&&setTimeout(()=>document.querySelector(`.st-key-${this.below}`)?.scrollIntoView({block:"start"}),k)}#i(t){let r=this.#t(),e=r.indexOf(t.target.closest("button")),o={ArrowRight:e+1,ArrowLeft:e-1,ArrowDown:e+this.#e(r),ArrowUp:e-this.#e(r),Home:0,End:r.length-1}[t.key];e<0||o===void 0||(t.preventDefault(),r[o]?.focus())}#e(t){return t.filter(r=>r.offsetTop===t[0].offsetTop).length}};var b=`.kt-picture-grid {
  --ink: var(--st-text-color, #222);
  --line: var(--st-border-color, #d3dbdf);
  --accent: var(--st-primary-color, #0b6b7d);
  --quiet: color-mix(in srgb, var(--ink) 72%, transparent);
  color: var(--ink); font-family: var(--st-font, sans-serif); font-size: 13px; line-height: 1.35;
}
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(var(--least, 104px), 1fr)); gap: 8px; }
button {
  display: flex; flex-direction: column; align-items: flex-start; gap: 2px; min-width: 0; padding: 6px; position: relative;
  font: inherit; color: inherit; text-align: left; background: none; cursor: pointer;
  border: 1px solid var(--line); border-radius: var(--st-base-radius, 6px);
}
button:hover { background: var(--st-secondary-background-color, #f3f6f7); }
button[aria-pressed="true"] { border-color: var(--accent); box-shadow: 0 0 0 2px var(--accent); }
button:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
img { display: block; width: 100%; height: 84px; object-fit: contain; object-position: left; margin-bottom: 2px; }
img.pixels { image-rendering: pixelated; }
span { display: block; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.name { font-weight: 600; }
.wrong { font-weight: 600; }
.wrong::before { content: "→ "; }
.figure { color: var(--quiet); font-variant-numeric: tabular-nums; }
.badge {
  position: absolute; top: 4px; right: 4px; padding: 0 6px; border-radius: 999px; font-size: 12px;
  color: #1f1300; background: #ffc65c;
}
`;var u=new WeakMap;function q({parentElement:s,data:t,setTriggerValue:r}){let e=s.querySelector(".kt-picture-grid"),o=u.get(e);return o||(e.style.minHeight="",e.replaceChildren(n("style",{},b)),o=new f(e),u.set(e,o)),o.update(t,i=>r("opened",i)),()=>{u.delete(e),e.replaceChildren()}}export{q as mount};
