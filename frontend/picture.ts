// A figure as a picture to take away: SVG or PNG, with its title above and its sources below.

import { byId, h, save, vector } from "./dom";

const SPACE = "http://www.w3.org/2000/svg";
const LOOKS = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "vector-effect", "opacity", "font-size", "font-weight", "text-anchor", "r", "display"];
const [ABOVE, SIDE, LINE, LETTER] = [44, 16, 16, 6.2];

interface Told {
  title: string;
  citation: string;
}

/** A drawing with the looks that the stylesheet gives it written into it, and nothing to press. */
function plain(drawing: SVGSVGElement): SVGElement {
  const copy = drawing.cloneNode(true) as SVGElement;
  const originals = [...drawing.querySelectorAll("*")];
  [...copy.querySelectorAll("*")].forEach((element, at) => {
    const looks = getComputedStyle(originals[at]!);
    for (const name of LOOKS) {
      const value = looks.getPropertyValue(name);
      if (value && (name !== "r" || element.tagName === "circle")) element.setAttribute(name, value);
    }
    for (const name of ["tabindex", "class", "aria-label", "role"]) element.removeAttribute(name);
  });
  for (const link of copy.querySelectorAll("a")) {
    const group = vector("g", {});
    group.append(...link.childNodes);
    link.replaceWith(group);
  }
  return copy;
}

/** The words of an element, line by line as they stand on the page. */
function words(element: Element, left: number, top: number): SVGElement[] {
  const looks = getComputedStyle(element);
  const size = parseFloat(looks.fontSize);
  const lines = new Map<number, { x: number; text: string }>();
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const found of (node.textContent ?? "").matchAll(/\S+\s*/g)) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].trimEnd().length);
      const box = range.getBoundingClientRect();
      const y = Math.round(box.bottom - top - size * 0.3);
      const line = lines.get(y);
      if (line) line.text += ` ${found[0].trim()}`;
      else lines.set(y, { x: box.left - left, text: found[0].trim() });
    }
  }
  return [...lines].map(([y, { x, text }]) => vector("text", { x, y, "font-size": size, "font-weight": looks.fontWeight, fill: looks.color }, text));
}

export function picture(figure: HTMLElement, told: Told): SVGElement {
  const box = figure.getBoundingClientRect();
  const looks = getComputedStyle(document.body);
  const drawings = [...figure.querySelectorAll("svg")].filter((one) => !one.parentElement?.closest("svg"));
  const texts = [...figure.querySelectorAll("[data-words]")];
  const bottom = Math.max(...[...drawings, ...texts].map((one) => one.getBoundingClientRect().bottom)) - box.top;
  const width = box.width + 2 * SIDE;
  const most = Math.floor(box.width / LETTER);
  const cited = told.citation.match(new RegExp(`.{1,${most}}(?:\\s|$)|\\S{1,${most}}`, "g")) ?? [];
  const height = bottom + ABOVE + 18 + LINE * cited.length;
  const root = vector("svg", { xmlns: SPACE, viewBox: `0 0 ${width} ${height}`, width, height, "font-family": looks.fontFamily });
  root.append(vector("title", {}, told.title), vector("rect", { width: "100%", height: "100%", fill: looks.backgroundColor }));
  const all = vector("g", { transform: `translate(${SIDE} ${ABOVE})` });
  for (const drawing of drawings) {
    const at = drawing.getBoundingClientRect();
    const copy = plain(drawing);
    for (const name of ["class", "tabindex", "role", "aria-label"]) copy.removeAttribute(name);
    const place = { x: at.left - box.left, y: at.top - box.top, width: at.width, height: at.height, overflow: "visible", color: looks.color };
    for (const [name, value] of Object.entries(place)) copy.setAttribute(name, String(value));
    all.append(copy);
  }
  for (const one of texts) all.append(...words(one, box.left, box.top));
  root.append(
    all,
    vector("text", { x: SIDE, y: 28, "font-size": 17, "font-weight": 600, fill: looks.color }, told.title),
    ...cited.map((line, at) => vector("text", { x: SIDE, y: bottom + ABOVE + 20 + LINE * at, "font-size": 12, fill: looks.color }, line.trim())),
  );
  return root;
}

/** Let two buttons give the picture of a figure; without scripts there are none. */
export function takeAway(figure: HTMLElement, told: Told, png: HTMLElement = byId("png"), svg: HTMLElement = byId("svg")): void {
  const name = told.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase().slice(0, 80) || "picture";
  const drawn = (): Blob => new Blob([new XMLSerializer().serializeToString(picture(figure, told))], { type: "image/svg+xml" });
  svg.addEventListener("click", () => save(`${name}.svg`, drawn()));
  png.addEventListener("click", () => {
    const [image, url] = [new Image(), URL.createObjectURL(drawn())];
    image.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
      canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(url);
      canvas.toBlob((blob) => blob && save(`${name}.png`, blob));
    });
    image.src = url;
  });
  for (const one of document.querySelectorAll<HTMLElement>("[data-keep]")) one.hidden = false;
}

/** Add the two buttons to a chart or a timeline, whose picture says what stands below it and what made the page. */
export function takeaway(figure: HTMLElement): void {
  const below = [figure.querySelector("figcaption")?.textContent, figure.dataset["cite"], document.querySelector(".bottom p:has(code)")?.textContent];
  for (const words of figure.querySelectorAll<HTMLElement>(".keys li, .group, .lane .name, .lane em")) words.dataset["words"] = "";
  const [png, svg] = ["PNG", "SVG"].map((name) => h("button", { type: "button" }, name));
  figure.append(h("p", { class: "ways" }, png!, svg!));
  const of = figure.dataset["title"] ?? document.title.replace(/ · comity$/, "");
  takeAway(figure, { title: of, citation: below.filter(Boolean).join(" ") }, png, svg);
}
