// A map of the world: what a state is told of where it is pointed at or focused, and arrow keys.

import { byId, h } from "./dom";
import { takeAway } from "./picture";

type Spot = SVGElement & HTMLOrSVGElement;

const figure = byId("map");
const svg = figure.querySelector<SVGSVGElement>("svg.world")!;
const spots = [...svg.querySelectorAll<Spot>(":scope > [data-key]")];
const arcs = [...svg.querySelectorAll<SVGPathElement>(".arcs [data-key]")];
const tip = h("div", { class: "tip", dir: "auto", "aria-hidden": "true" });
tip.hidden = true;
figure.append(tip);

// what the tip says a second time
for (const spot of spots) spot.querySelector("title")?.remove();

function middle(spot: Spot): { x: number; y: number } {
  const box = spot.getBoundingClientRect();
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
}

function show(spot: Spot, x: number, y: number): void {
  tip.textContent = spot.getAttribute("aria-label");
  tip.hidden = false;
  const room = figure.getBoundingClientRect();
  const left = Math.max(0, Math.min(x - room.left + 14, room.width - tip.offsetWidth));
  tip.style.left = `${left}px`;
  tip.style.top = `${Math.max(0, y - room.top - tip.offsetHeight - 10)}px`;
  const key = spot.dataset["key"];
  svg.classList.toggle("one", arcs.some((arc) => arc.dataset["key"] === key));
  for (const arc of arcs) arc.classList.toggle("on", arc.dataset["key"] === key);
}

function hide(): void {
  tip.hidden = true;
  svg.classList.remove("one");
}

/** One stop for the tab key on the whole map; arrow keys go on from there. */
function stop(at: Spot): void {
  for (const spot of spots) spot.setAttribute("tabindex", spot === at ? "0" : "-1");
}

/** The nearest state in a direction. */
function towards(from: Spot, dx: number, dy: number): Spot | undefined {
  const here = middle(from);
  let [best, least]: [Spot | undefined, number] = [undefined, Infinity];
  for (const spot of spots) {
    if (spot === from) continue;
    const there = middle(spot);
    const [x, y] = [there.x - here.x, there.y - here.y];
    const [ahead, aside] = [x * dx + y * dy, Math.abs(x * dy) + Math.abs(y * dx)];
    if (ahead > 0 && aside <= 2 * ahead && ahead + 2 * aside < least) [best, least] = [spot, ahead + 2 * aside];
  }
  return best;
}

const KEYS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

for (const spot of spots) {
  spot.addEventListener("pointermove", (event) => show(spot, event.clientX, event.clientY));
  spot.addEventListener("pointerleave", hide);
  spot.addEventListener("focus", () => {
    const { x, y } = middle(spot);
    stop(spot);
    show(spot, x, y);
  });
  spot.addEventListener("blur", hide);
  spot.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    const way = KEYS[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    towards(spot, ...way)?.focus();
  });
}
if (spots[0]) stop(spots.find((spot) => spot.querySelector(".self")) ?? spots[0]);
takeAway(figure, JSON.parse(byId("payload").textContent ?? "") as { title: string; citation: string });
