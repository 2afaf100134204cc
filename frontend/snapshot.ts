// A drawing as a picture that says its title and its sources.

import { vector } from "./dom";
import { FONT, type Drawing } from "./drawing";
import type { Shape } from "./ties";

const HEAD = 46;
const FOOT = 44;

export function png(drawing: Drawing): HTMLCanvasElement {
  const inner = drawing.pixels();
  const { title, subtitle, citation } = drawing.payload;
  const { clientWidth: width, clientHeight: height } = drawing.box;
  const ratio = inner.width / width;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [inner.width, inner.height + (HEAD + FOOT) * ratio];
  const context = canvas.getContext("2d")!;
  context.scale(ratio, ratio);
  context.fillStyle = drawing.look.paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(inner, 0, HEAD, width, height);
  context.fillStyle = drawing.look.ink;
  context.font = `600 17px ${drawing.look.sans}`;
  context.fillText(title, 14, 24);
  context.fillStyle = drawing.look.soft;
  context.font = `12px ${drawing.look.sans}`;
  context.fillText(subtitle, 14, 42);
  context.fillText(citation, 14, height + 76);
  return canvas;
}

/** Corners of the shapes that are no circle, for a radius of 1. */
const CORNERS: Record<Exclude<Shape, "dot">, [number, number][]> = {
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  triangle: [[0, -1.2], [1.1, 0.8], [-1.1, 0.8]],
  triangleDown: [[0, 1.2], [1.1, -0.8], [-1.1, -0.8]],
};

function dot(shape: Shape, x: number, y: number, r: number, fill: string, stroke: string): SVGElement {
  if (shape === "dot") return vector("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: r.toFixed(2), fill, stroke });
  const points = CORNERS[shape].map(([dx, dy]) => `${(x + dx * r).toFixed(1)},${(y + dy * r).toFixed(1)}`).join(" ");
  return vector("polygon", { points, fill, stroke });
}

export function svg(drawing: Drawing): SVGSVGElement {
  const { payload, lines } = drawing;
  const { clientWidth: width, clientHeight: height } = drawing.box;
  const { ink, soft, paper, sans } = drawing.look;
  const tall = height + HEAD + FOOT;
  const root = vector("svg", { viewBox: `0 0 ${width} ${tall}`, width, height: tall, "font-family": sans }) as SVGSVGElement;
  root.append(vector("title", {}, payload.title), vector("rect", { width: "100%", height: "100%", fill: paper }));
  const all = vector("g", { transform: `translate(0 ${HEAD})` });
  for (const line of lines) {
    const [a, b] = [drawing.at(line.from), drawing.at(line.to)];
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const via = { x: (a.x + b.x) / 2 + (line.bend * (b.y - a.y)) / length, y: (a.y + b.y) / 2 - (line.bend * (b.x - a.x)) / length };
    all.append(vector("path", {
      d: `M${a.x.toFixed(1)} ${a.y.toFixed(1)}Q${via.x.toFixed(1)} ${via.y.toFixed(1)} ${b.x.toFixed(1)} ${b.y.toFixed(1)}`,
      fill: "none", stroke: line.colour, "stroke-width": line.width, "stroke-opacity": drawing.opacity(line),
      "stroke-dasharray": payload.kinds[line.kind]!.dash,
    }));
  }
  for (const node of payload.nodes.filter((one) => drawing.shown.has(one.id) || one.id === payload.centre)) {
    const { x, y } = drawing.at(node.id);
    all.append(dot(node.shape, x, y, drawing.radius(node) * drawing.scale, drawing.fill(node), ink));
  }
  for (const label of drawing.labels()) {
    const anchor = { left: "start", right: "end", center: "middle" }[label.align as string] ?? "start";
    all.append(vector("text", {
      x: label.x.toFixed(1), y: (label.y + 4).toFixed(1), "text-anchor": anchor, "font-size": FONT, fill: ink,
      "font-weight": label.strong ? 600 : 400, stroke: paper, "stroke-width": 3, "paint-order": "stroke",
    }, label.text));
  }
  root.append(
    all,
    vector("text", { x: 14, y: 24, "font-size": 17, "font-weight": 600, fill: ink }, payload.title),
    vector("text", { x: 14, y: 42, "font-size": 12, fill: soft }, payload.subtitle),
    vector("text", { x: 14, y: height + 76, "font-size": 12, fill: soft }, payload.citation),
  );
  return root;
}
