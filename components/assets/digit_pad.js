function a(s,t={},...i){let e=document.createElement(s);for(let[r,n]of Object.entries(t))r.startsWith("on")?e[r]=n:n!=null&&n!==!1&&e.setAttribute(r,n===!0?"":n);return e.append(...i),e}function c(s,t){s.textContent!==t&&(s.textContent=t)}function u(s,t,i){i==null||i===!1?s.removeAttribute(t):s.getAttribute(t)!==String(i)&&s.setAttribute(t,i)}function f(s,t={}){return String(s??"").replace(/\{(\w+)\}/g,(i,e)=>t[e]??"?")}var g=["Delete","Backspace","Escape"],p=class{#e=null;#i=null;#t=[];#r=!1;constructor(t,{size:i,pen:e}){this.root=t,this.width=e,this.canvas=a("canvas",{width:i,height:i,tabindex:0,role:"img"});let{canvas:r}=this;r.onpointerdown=o=>this.#f(o),r.onpointermove=o=>this.#b(o),r.onpointerup=r.onpointercancel=o=>this.#g(o),r.onkeydown=o=>this.#m(o),this.caption=a("span",{class:"caption"});let n=o=>this.#h(Number(o.target.value));this.slider=a("input",{type:"range",min:6,max:40,step:2,value:e,oninput:n}),this.clear=a("button",{type:"button",onclick:()=>this.#c(),"data-testid":"kt-clear"});let d=a("label",{},this.caption,this.slider);this.eraser=a("button",{type:"button",onclick:()=>this.#s(!this.#r),"data-testid":"kt-eraser"}),this.undo=a("button",{type:"button",onclick:()=>this.#o(),"data-testid":"kt-undo"});let h=a("div",{class:"tools"},this.eraser,this.undo,this.clear);t.append(r,a("div",{class:"tools"},d),h),this.context=r.getContext("2d",{alpha:!1})}update({ink:t,ground:i,labels:e},r){let n=t!==this.ink||i!==this.ground;Object.assign(this,{ink:t,ground:i,labels:e,onPicture:r}),n&&this.#n(),u(this.canvas,"aria-label",e.pad),c(this.clear,e.clear),c(this.undo,e.undo),c(this.eraser,e.eraser),this.#s(this.#r),this.#h(this.width)}#n(){this.context.fillStyle=this.ground,this.context.fillRect(0,0,this.canvas.width,this.canvas.height);for(let t of this.#t)this.#d(t,0);this.#l()}#s(t){this.#r=t,u(this.eraser,"aria-pressed",String(t))}#o(){this.#t.length===0||this.#e!==null||(this.#t.pop(),this.#n(),this.#a())}#a(){let t=this.#t.some(({erases:i})=>!i);this.onPicture(t?this.canvas.toDataURL("image/png").split(",")[1]:null)}#h(t){this.width=t,c(this.caption,f(this.labels.pen,{width:t}))}#f(t){this.#e!==null||t.button>0||(this.#e=t.pointerId,this.canvas.setPointerCapture(t.pointerId),this.#i={width:this.width,erases:this.#r,points:[]},this.#p(this.#u(t)))}#b(t){if(t.pointerId!==this.#e)return;let i=t.getCoalescedEvents?.()??[];for(let e of i.length?i:[t])this.#p(this.#u(e))}#g(t){t.pointerId===this.#e&&(this.#e=null,this.#t.push(this.#i),this.#l(),this.#a())}#m(t){if(t.key==="z"&&(t.ctrlKey||t.metaKey))return t.preventDefault(),this.#o();g.includes(t.key)&&(t.preventDefault(),this.#c())}#c(){this.#t.length!==0&&(this.#t=[],this.#s(!1),this.#n(),this.onPicture(null))}#u({clientX:t,clientY:i}){let e=this.canvas.getBoundingClientRect(),r=this.canvas.width/e.width;return{x:(t-e.left)*r,y:(i-e.top)*r}}#p(t){this.#i.points.push(t),this.#d(this.#i,this.#i.points.length-1)}#d({width:t,erases:i,points:e},r){let{context:n}=this,d=i?this.ground:this.ink;Object.assign(n,{strokeStyle:d,lineWidth:t,lineCap:"round",lineJoin:"round"});for(let h=r;h<e.length;h+=1){let o=e[Math.max(0,h-1)];n.beginPath(),n.moveTo(o.x,o.y),n.lineTo(e[h].x,e[h].y),n.stroke()}}#l(){u(this.root,"data-strokes",this.#t.length),this.clear.disabled=this.undo.disabled=this.#t.length===0}};var b=`.kt-digit-pad {
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
button[aria-pressed="true"] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
button:hover:not(:disabled) { background: var(--st-secondary-background-color, #f3f6f7); }
button:disabled { opacity: 0.45; cursor: default; }
`;var l=new WeakMap;function S({parentElement:s,data:t,setStateValue:i}){let e=s.querySelector(".kt-digit-pad"),r=l.get(e);return r||(e.style.minHeight="",e.replaceChildren(a("style",{},b)),r=new p(e,t),l.set(e,r)),r.update(t,n=>i("png",n)),()=>{l.delete(e),e.replaceChildren()}}export{S as mount};
