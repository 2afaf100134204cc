// Spells across states: what a bar is told of where it is pointed at or focused, and the picture.

import { byId, h } from "./dom";
import { takeAway } from "./picture";

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
  for (const bar of figure.querySelectorAll<SVGElement>(".lane svg > [aria-label]")) {
    bar.querySelector("title")?.remove(); // the tip says it
    bar.addEventListener("pointermove", (event) => show(bar, event.clientX));
    bar.addEventListener("focus", () => show(bar, bar.getBoundingClientRect().left));
    for (const name of ["pointerleave", "blur"]) bar.addEventListener(name, () => (tip.hidden = true));
    bar.addEventListener("keydown", (event) => {
      if (event.key === "Escape") tip.hidden = true;
    });
  }
  takeAway(figure, JSON.parse(byId("payload").textContent ?? "") as { title: string; citation: string });
}

if (figure) start(figure);
