// A chart as one picture that stands alone: what it shows, what its lines are, and whose numbers.

import { h, save } from "./dom";

const SPACE = "http://www.w3.org/2000/svg";
const WIDTH = 960;
const EDGE = 16;
const ROW = 16;
const LETTERS = 150;
const LOOK = ["fill", "stroke", "stroke-width", "stroke-dasharray", "text-anchor", "font-family", "font-size", "vector-effect", "color"];

/** Adds PNG and SVG to a chart. */
export function takeaway(figure: HTMLElement): void {
  const name = (document.querySelector("h1")?.textContent ?? "chart").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60);
  const svg = h("button", { type: "button" }, "SVG");
  svg.addEventListener("click", () => save(`${name}.svg`, file(figure)));
  const png = h("button", { type: "button" }, "PNG");
  png.addEventListener("click", () => void raster(figure, name));
  figure.append(h("p", { class: "ways" }, png, svg));
}

function file(figure: HTMLElement): Blob {
  const text = new XMLSerializer().serializeToString(drawn(figure));
  return new Blob(['<?xml version="1.0" encoding="UTF-8"?>\n', text], { type: "image/svg+xml" });
}

function make(name: string, attributes: Record<string, string | number>, words = ""): SVGElement {
  const element = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.textContent = words;
  return element;
}

/** A copy in which every part bears the look that the page's style sheet gives it. */
function plain(original: Element): Element {
  const copy = original.cloneNode(true) as Element;
  const [from, to] = [[original, ...original.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
  from.forEach((one, at) => {
    const style = getComputedStyle(one);
    for (const name of LOOK) to[at]?.setAttribute(name, style.getPropertyValue(name));
    to[at]?.removeAttribute("class");
  });
  return copy;
}

function drawn(figure: HTMLElement): SVGElement {
  const { backgroundColor, color, fontFamily } = getComputedStyle(document.body);
  const root = make("svg", { xmlns: SPACE, "font-family": fontFamily, "font-size": 12, fill: color });
  const paper = make("rect", { width: "100%", height: "100%", fill: backgroundColor });
  root.append(paper);
  let down = EDGE;
  const write = (words: string, size = 12): void => {
    down += size + 4;
    root.append(make("text", { x: EDGE, y: down, "font-size": size }, words));
  };
  write(document.querySelector("h1")?.textContent ?? "", 18);
  down += ROW;
  for (const plot of figure.querySelectorAll(".plot")) {
    const original = plot.querySelector(":scope > svg");
    if (!original) continue;
    const copy = plain(original);
    for (const [key, value] of Object.entries({ x: EDGE, y: down, width: WIDTH - 2 * EDGE, overflow: "visible" })) copy.setAttribute(key, String(value));
    root.append(copy);
    down += Number(original.getAttribute("height")) + ROW;
    for (const item of plot.querySelectorAll(".keys li")) {
      const swatch = item.querySelector("svg");
      if (swatch) {
        const key = plain(swatch);
        for (const [name, value] of Object.entries({ x: EDGE, y: down, width: 36, height: 12 })) key.setAttribute(name, String(value));
        root.append(key);
      }
      root.append(make("text", { x: EDGE + 46, y: down + 10 }, item.textContent ?? ""));
      down += ROW;
    }
    down += ROW;
  }
  for (const words of [figure.querySelector("figcaption")?.textContent ?? "", figure.dataset["cite"] ?? "", document.querySelector(".bottom p:has(code)")?.textContent ?? ""]) {
    for (const line of words.match(new RegExp(`.{1,${LETTERS}}(?:\\s|$)|\\S{1,${LETTERS}}`, "g")) ?? []) write(line.trim(), 11);
  }
  const height = down + EDGE;
  for (const [key, value] of Object.entries({ width: WIDTH, height, viewBox: `0 0 ${WIDTH} ${height}` })) root.setAttribute(key, String(value));
  return root;
}

async function raster(figure: HTMLElement, name: string): Promise<void> {
  const url = URL.createObjectURL(file(figure));
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = h("canvas");
  canvas.width = 2 * image.naturalWidth;
  canvas.height = 2 * image.naturalHeight;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  canvas.toBlob((blob) => blob && save(`${name}.png`, blob));
}
