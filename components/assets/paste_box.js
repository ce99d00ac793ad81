function o(s,t={},...i){let e=document.createElement(s);for(let[r,n]of Object.entries(t))r.startsWith("on")?e[r]=n:n!=null&&n!==!1&&e.setAttribute(r,n===!0?"":n);return e.append(...i),e}function a(s,t){s.textContent!==t&&(s.textContent=t)}var f=[2048,1024,512];async function l(s){for(let t of s){let i=t.types.find(e=>e.startsWith("image/")&&e!=="image/svg+xml");if(i)return t.getType(i)}}async function h(s,t){if(s.size<=t)return{blob:s,reduced:!1};let i=await createImageBitmap(s);for(let e of f){let r=await b(i,Math.min(1,e/Math.max(i.width,i.height)));if(r.size<=t)return{blob:r,reduced:!0}}throw new Error("too large")}function b(s,t){let i=document.createElement("canvas");return i.width=Math.max(1,Math.round(s.width*t)),i.height=Math.max(1,Math.round(s.height*t)),i.getContext("2d").drawImage(s,0,0,i.width,i.height),new Promise(e=>i.toBlob(e,"image/png"))}function u(s){return new Promise((t,i)=>{let e=new FileReader;e.onload=()=>t(e.result.slice(e.result.indexOf(",")+1)),e.onerror=()=>i(e.error),e.readAsDataURL(s)})}var d=class{#t=!1;constructor(t){this.root=t,this.hint=o("p",{class:"hint"}),this.said=o("p",{class:"said",role:"status","aria-live":"polite"}),this.paste=o("button",{type:"button",onclick:()=>this.#s(),"data-testid":"kt-paste"}),this.clear=o("button",{type:"button",onclick:()=>this.onClear()}),this.area=o("div",{class:"area",tabindex:0,role:"group"},this.hint,this.said),t.append(this.area,o("div",{class:"tools"},this.paste,this.clear)),this.listen=i=>this.#i(i),document.addEventListener("paste",this.listen)}update({labels:t,largest:i,has:e},{onPicture:r,onClear:n}){Object.assign(this,{labels:t,largest:i,onPicture:r,onClear:n}),a(this.hint,t.hint),a(this.paste,t.paste),a(this.clear,t.clear),this.area.setAttribute("aria-label",t.area),this.paste.hidden=!navigator.clipboard?.read,this.clear.disabled=!e,e?a(this.said,t.has):this.had&&a(this.said,""),this.had=e}leave(){this.#t=!0,document.removeEventListener("paste",this.listen)}#i(t){if(t.composedPath()[0]?.matches?.("input, textarea, [contenteditable]"))return;let e=[...t.clipboardData?.files??[]].find(r=>r.type.startsWith("image/"));if(!e)return a(this.said,this.labels.nothing);t.preventDefault(),this.#e(e)}async#s(){try{let t=await l(await navigator.clipboard.read());t?await this.#e(t):a(this.said,this.labels.nothing)}catch{a(this.said,this.labels.refused)}}async#e(t){try{let{blob:i,reduced:e}=await h(t,this.largest),r=await u(i);if(this.#t)return;a(this.said,e?this.labels.reduced:this.labels.has),this.onPicture(r)}catch{a(this.said,this.labels.unreadable)}}};var p=`.kt-paste-box {
  --line: var(--st-border-color, #d3dbdf);
  --accent: var(--st-primary-color, #0b6b7d);
  display: grid; gap: 8px;
  color: var(--st-text-color, #222); font-family: var(--st-font, sans-serif); font-size: 14px;
}
.area {
  display: grid; gap: 4px; align-content: center; justify-items: center; text-align: center;
  min-height: 88px; padding: 12px; border: 1px dashed var(--line);
  border-radius: var(--st-base-radius, 6px); background: var(--st-secondary-background-color, #f3f6f7);
}
p { margin: 0; }
.said:empty { display: none; }
.said { font-weight: 600; }
:is(.area, button):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.tools { display: flex; gap: 8px; }
button {
  font: inherit; color: inherit; background: none; border: 1px solid var(--line); padding: 4px 12px;
  border-radius: var(--st-base-radius, 6px); cursor: pointer;
}
button[hidden] { display: none; }
button:hover:not(:disabled) { background: var(--st-secondary-background-color, #f3f6f7); }
button:disabled { opacity: 0.45; cursor: default; }
`;var c=new WeakMap;function M({parentElement:s,data:t,setTriggerValue:i}){let e=s.querySelector(".kt-paste-box"),r=c.get(e);return r||(e.style.minHeight="",e.replaceChildren(o("style",{},p)),r=new d(e),c.set(e,r)),r.update(t,{onPicture:n=>i("picture",n),onClear:()=>i("clear",!0)}),()=>{r.leave(),c.delete(e),e.replaceChildren()}}export{M as mount};
