function a(n,t={},...e){let i=document.createElement(n);for(let[r,o]of Object.entries(t))r.startsWith("on")?i[r]=o:o!=null&&o!==!1&&i.setAttribute(r,o===!0?"":o);return i.append(...e),i}function u(n,t){n.textContent!==t&&(n.textContent=t)}function h(n,t,e){e==null||e===!1?n.removeAttribute(t):n.getAttribute(t)!==String(e)&&n.setAttribute(t,e)}function l(n,t={}){return String(n??"").replace(/\{(\w+)\}/g,(e,i)=>t[i]??"?")}var b=["Delete","Backspace","Escape"],c=class{#t=null;#e=null;#i=0;constructor(t,{size:e,pen:i}){this.root=t,this.width=i,this.canvas=a("canvas",{width:e,height:e,tabindex:0,role:"img"});let{canvas:r}=this;r.onpointerdown=s=>this.#u(s),r.onpointermove=s=>this.#h(s),r.onpointerup=r.onpointercancel=s=>this.#p(s),r.onkeydown=s=>this.#l(s),this.caption=a("span",{class:"caption"});let o=s=>this.#n(Number(s.target.value));this.slider=a("input",{type:"range",min:6,max:40,step:2,value:i,oninput:o}),this.clear=a("button",{type:"button",onclick:()=>this.#o(),"data-testid":"kt-clear"});let f=a("label",{},this.caption,this.slider);t.append(r,a("div",{class:"tools"},f,this.clear)),this.context=r.getContext("2d",{alpha:!1})}update({ink:t,ground:e,labels:i},r){let o=t!==this.ink||e!==this.ground;Object.assign(this,{ink:t,ground:e,labels:i,onPicture:r}),o&&this.#r(),h(this.canvas,"aria-label",i.pad),u(this.clear,i.clear),this.#n(this.width)}#r(){this.context.fillStyle=this.ground,this.context.fillRect(0,0,this.canvas.width,this.canvas.height),this.#i=0,this.#c()}#n(t){this.width=t,u(this.caption,l(this.labels.pen,{width:t}))}#u(t){this.#t!==null||t.button>0||(this.#t=t.pointerId,this.canvas.setPointerCapture(t.pointerId),this.#e=this.#s(t),this.#a(this.#e))}#h(t){if(t.pointerId!==this.#t)return;let e=t.getCoalescedEvents?.()??[];for(let i of e.length?e:[t])this.#a(this.#s(i))}#p(t){t.pointerId===this.#t&&(this.#t=null,this.#i+=1,this.#c(),this.onPicture(this.canvas.toDataURL("image/png").split(",")[1]))}#l(t){b.includes(t.key)&&(t.preventDefault(),this.#o())}#o(){this.#i!==0&&(this.#r(),this.onPicture(null))}#s({clientX:t,clientY:e}){let i=this.canvas.getBoundingClientRect(),r=this.canvas.width/i.width;return{x:(t-i.left)*r,y:(e-i.top)*r}}#a(t){let{context:e}=this;Object.assign(e,{strokeStyle:this.ink,lineWidth:this.width,lineCap:"round",lineJoin:"round"}),e.beginPath(),e.moveTo(this.#e.x,this.#e.y),e.lineTo(t.x,t.y),e.stroke(),this.#e=t}#c(){h(this.root,"data-strokes",this.#i),this.clear.disabled=this.#i===0}};var d=`.kt-digit-pad {
  --line: var(--st-border-color, #d3dbdf);
  --accent: var(--st-primary-color, #0b6b7d);
  display: grid; gap: 8px; width: min(100%, 280px);
  color: var(--st-text-color, #222); font-family: var(--st-font, sans-serif); font-size: 14px;
}
canvas {
  display: block; width: 100%; aspect-ratio: 1; touch-action: none; cursor: crosshair;
  outline: 1px solid var(--line); border-radius: var(--st-base-radius, 6px);
}
:is(canvas, button, input):focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.tools { display: flex; align-items: center; justify-content: space-between; gap: 12px; }
label { display: flex; align-items: center; gap: 8px; min-width: 0; }
.caption { white-space: nowrap; font-variant-numeric: tabular-nums; }
input { width: 80px; min-width: 0; height: 20px; margin: 0; appearance: none; background: none; cursor: pointer; }
input::-webkit-slider-runnable-track { height: 4px; border-radius: 2px; background: var(--line); }
input::-moz-range-track { height: 4px; border-radius: 2px; background: var(--line); }
input::-webkit-slider-thumb { appearance: none; width: 14px; height: 14px; margin-top: -5px; border: 0; border-radius: 50%; background: var(--accent); }
input::-moz-range-thumb { width: 14px; height: 14px; border: 0; border-radius: 50%; background: var(--accent); }
button {
  font: inherit; color: inherit; background: none; border: 1px solid var(--line); padding: 4px 12px;
  border-radius: var(--st-base-radius, 6px); cursor: pointer;
}
button:hover:not(:disabled) { background: var(--st-secondary-background-color, #f3f6f7); }
button:disabled { opacity: 0.45; cursor: default; }
`;var p=new WeakMap;function A({parentElement:n,data:t,setStateValue:e}){let i=n.querySelector(".kt-digit-pad"),r=p.get(i);return r||(i.style.minHeight="",i.replaceChildren(a("style",{},d)),r=new c(i,t),p.set(i,r)),r.update(t,o=>e("png",o)),()=>{p.delete(i),i.replaceChildren()}}export{A as mount};
