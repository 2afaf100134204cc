// Spells across states: what a bar is told of where it is pointed at or focused, and the picture.

import { byId, h } from "./dom";
import { takeAway } from "./picture";

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const figure = document.getElementById("spells");

function start(figure: HTMLElement): void {
  const tip = h("div", { class: "tip", dir: "auto", "aria-hidden": "true" });
  tip.hidden = true;
  figure.append(tip);
  const show = (bar: Element, x: number): void => {
    tip.textContent = bar.getAttribute("aria-label");
    tip.hidden = false;
    const [room, at] = [figure.getBoundingClientRect(), bar.getBoundingClientRect()];
    tip.style.left = `${Math.max(0, Math.min(x - room.left + 8, room.width - tip.offsetWidth))}px`;
    tip.style.top = `${at.top - room.top - tip.offsetHeight - 6}px`;
  };
  // one stop for the tab key on the whole figure; arrow keys go on from there
  const bars = [...figure.querySelectorAll<SVGElement>(".lane svg > [aria-label]")];
  const stop = (at: SVGElement): void => bars.forEach((bar) => bar.setAttribute("tabindex", bar === at ? "0" : "-1"));
  bars.forEach((bar, at) => {
    bar.querySelector("title")?.remove(); // the tip says it
    bar.addEventListener("pointermove", (event) => show(bar, event.clientX));
    bar.addEventListener("focus", () => {
      stop(bar);
      show(bar, bar.getBoundingClientRect().left);
    });
    for (const name of ["pointerleave", "blur"]) bar.addEventListener(name, () => (tip.hidden = true));
    bar.addEventListener("keydown", (event) => {
      if (event.key === "Escape") tip.hidden = true;
      const step = STEPS[event.key];
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      bars[at + step]?.focus();
    });
  });
  if (bars[0]) stop(bars[0]);
  takeAway(figure, JSON.parse(byId("payload").textContent ?? "") as { title: string; citation: string });
}

if (figure) start(figure);
