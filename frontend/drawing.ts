// The drawing itself: vis-network for nodes, edges and moving about, labels by our own hand.

import { DataSet } from "vis-data/esnext";
import { Network } from "vis-network/esnext";
import { h } from "./dom";
import { theme } from "./theme";
import type { GraphEdge, GraphKind, GraphNode, Payload } from "./ties";

export interface Selection {
  nodes: number[];
}

export interface Line extends GraphEdge {
  id: string;
  bend: number;
  colour: string;
  width: number;
  faded: boolean;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Label {
  text: string;
  x: number;
  y: number;
  align: CanvasTextAlign;
  strong: boolean;
}

const FONT = 12.5;
const GAP = 7;
const LEAST = 0.22;
const MOST = 0.38;
const MANY = 300;

/** Groups differ in lightness only, so that colour stays with the kinds of ties. */
export function shade(group: number, dark: boolean): string {
  const steps = dark ? [88, 26, 64, 42, 76, 34] : [24, 93, 52, 76, 38, 64];
  return `hsl(210 4% ${steps[group] ?? (dark ? 20 : 100)}%)`;
}

export class Drawing {
  private readonly nodes = new DataSet<Record<string, unknown>>();
  private readonly edges = new DataSet<Record<string, unknown>>();
  private readonly network: Network;
  private readonly bare: CanvasRenderingContext2D;
  private lines: Line[] = [];
  private shown = new Set<number>();
  private chosen = new Set<number>();
  private look = theme();
  moved = false;

  constructor(
    private readonly box: HTMLElement,
    private readonly payload: Payload,
    onPick: (nodes: number[]) => void,
  ) {
    this.bare = document.createElement("canvas").getContext("2d")!;
    this.place();
    this.network = new Network(box, { nodes: this.nodes, edges: this.edges } as never, payload.options as never);
    this.network.on("afterDrawing", (context: CanvasRenderingContext2D) => this.letter(context));
    this.network.on("click", (event: { nodes: number[]; edges: string[] }) => {
      const line = this.lines.find((one) => one.id === event.edges[0]);
      onPick(event.nodes.length ? [event.nodes[0]!] : line ? [line.from, line.to] : []);
    });
    for (const name of ["dragEnd", "zoom"] as const) this.network.on(name, () => (this.moved = true));
    box.querySelectorAll<HTMLElement>("[tabindex]").forEach((inner) => (inner.tabIndex = -1));
    this.centre();
  }

  /** Put nodes where Python placed them, stretched to the room there is. */
  private place(): void {
    const [width, height] = [this.box.clientWidth, this.box.clientHeight];
    const ego = this.payload.centre !== null;
    const w = ego ? this.reach(width) : Math.max(60, width / 2 - 40);
    const t = Math.max(60, height / 2 - (ego ? 24 : 34));
    this.nodes.update(this.payload.nodes.map((node) => ({ id: node.id, x: node.x * w, y: node.y * t - 6 })));
  }

  /** How far out neighbours may stand so that their names, written outwards, still fit. */
  private reach(width: number): number {
    this.bare.font = `${FONT}px ${this.look.sans}`;
    const free = this.payload.nodes
      .filter((node) => Math.abs(node.x) > 0.01)
      .map((node) => (width / 2 - this.bare.measureText(node.label).width - 2 * GAP) / Math.abs(node.x));
    return Math.max(width * LEAST, Math.min(width * MOST, ...free));
  }

  private centre(): void {
    this.network.moveTo({ position: { x: 0, y: 0 }, scale: 1, animation: false });
    this.moved = false;
  }

  resize(): void {
    this.place();
    this.edges.update(this.lines.map((line) => this.stroke(line)));
    this.network.setSize("100%", "100%");
    this.network.redraw();
    if (!this.moved) this.centre();
  }

  home(): void {
    this.place();
    this.centre();
  }

  get camera(): string {
    const { x, y } = this.network.getViewPosition();
    return [x, y, this.network.getScale() * 100].map((n) => Math.round(n)).join(",");
  }

  set camera(text: string) {
    const [x, y, scale] = text.split(",").map(Number);
    if (![x, y, scale].every(Number.isFinite) || !scale) return;
    this.network.moveTo({ position: { x: x!, y: y! }, scale: scale / 100, animation: false });
    this.moved = true;
  }

  zoom(factor: number): void {
    this.network.moveTo({ scale: this.network.getScale() * factor, animation: false });
    this.moved = true;
  }

  /** Bring a node into sight without moving what is in sight already. */
  reveal(node: number): void {
    const at = this.network.canvasToDOM(this.network.getPosition(node));
    const inside = at.x > 0 && at.y > 0 && at.x < this.box.clientWidth && at.y < this.box.clientHeight;
    if (!inside) this.network.moveTo({ position: this.network.getPosition(node), animation: false });
  }

  draw(edges: GraphEdge[], chosen: number[]): void {
    this.look = theme();
    this.chosen = new Set(chosen);
    this.lines = this.bent(edges);
    this.shown = new Set(this.lines.flatMap((line) => [line.from, line.to]));
    this.nodes.update(this.payload.nodes.map((node) => this.dot(node)));
    const next = this.lines.map((line) => this.stroke(line));
    const kept = new Set(this.lines.map((line) => line.id));
    this.edges.remove((this.edges.getIds() as string[]).filter((id) => !kept.has(id)));
    this.edges.update(next);
    this.network.redraw();
  }

  /** Kinds of one pair lie beside each other, a few pixels apart. */
  private bent(edges: GraphEdge[]): Line[] {
    const of = new Map<string, GraphEdge[]>();
    for (const edge of edges) {
      const pair = `${edge.from}-${edge.to}`;
      of.set(pair, [...(of.get(pair) ?? []), edge]);
    }
    const chosen = this.chosen;
    const many = edges.length > MANY;
    const lines: Line[] = [];
    for (const [pair, found] of of) {
      found.forEach((edge, at) => {
        const near = [edge.from, edge.to].filter((node) => chosen.has(node)).length;
        lines.push({
          ...edge,
          id: `${pair}:${edge.kind}`,
          bend: (at - (found.length - 1) / 2) * (many ? 5 : 9),
          colour: this.colour(this.payload.kinds[edge.kind]!),
          width: (0.9 + Math.min(2.2, Math.log2(edge.ties) * 0.35)) * (many ? 0.6 : 1),
          faded: chosen.size > 0 && near < Math.min(chosen.size, 2) && !(chosen.size === 1 && near === 1),
        });
      });
    }
    return lines;
  }

  private colour(kind: GraphKind): string {
    return kind.colour === "#000000" ? this.look.ink : kind.colour;
  }

  private secondary(line: Line): boolean {
    const { centre } = this.payload;
    return centre !== null && line.from !== centre && line.to !== centre;
  }

  private stroke(line: Line): Record<string, unknown> {
    const { nodes, kinds } = this.payload;
    const kind = kinds[line.kind]!;
    const [a, b] = [this.nodes.get(line.from), this.nodes.get(line.to)] as unknown as { x: number; y: number }[];
    const length = Math.hypot(a!.x - b!.x, a!.y - b!.y) || 1;
    const quiet = this.secondary(line) ? 0.3 : this.lines.length > MANY ? (this.look.dark ? 0.75 : 0.55) : 0.85;
    const count = line.ties === 1 ? "1 tie" : `${line.ties.toLocaleString("en")} ties`;
    return {
      id: line.id, from: line.from, to: line.to, width: line.width,
      color: { color: line.colour, highlight: line.colour, hover: line.colour, opacity: line.faded ? 0.08 : quiet },
      dashes: kind.dash ? kind.dash.split(/[ ,]+/).map(Number) : false,
      smooth: line.bend
        ? { enabled: true, type: line.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.min(0.5, (2 * Math.abs(line.bend)) / length) }
        : false,
      title: h("div", { class: "tip", dir: "auto" }, `${nodes[line.from]!.label} – ${nodes[line.to]!.label}: ${kind.label}, ${count}`),
    };
  }

  private dot(node: GraphNode): Record<string, unknown> {
    const { ink, paper, accent, dark } = this.look;
    const on = this.chosen.has(node.id);
    const middle = node.id === this.payload.centre;
    const fill = middle ? ink : node.group < 0 ? paper : shade(node.group, dark);
    const colour = { background: fill, border: on ? accent : ink };
    return {
      id: node.id, size: this.radius(node), borderWidth: on ? 3 : 1, borderWidthSelected: on ? 3 : 1,
      color: { ...colour, highlight: colour, hover: colour },
      opacity: this.shown.has(node.id) || on || middle ? 1 : 0.25,
      title: h("div", { class: "tip", dir: "auto" }, node.label),
    };
  }

  private radius(node: GraphNode): number {
    const small = Math.min(1, this.box.clientWidth / 800);
    return this.payload.centre === null ? node.size * small : node.id === this.payload.centre ? 7 : 4;
  }

  /** Write names after the drawing, the best connected first, each where it covers nothing. */
  private letter(context: CanvasRenderingContext2D): void {
    const ratio = context.canvas.width / this.box.clientWidth;
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.textBaseline = "middle";
    for (const label of this.labels()) {
      context.font = `${label.strong ? "600 " : ""}${FONT}px ${this.look.sans}`;
      context.textAlign = label.align;
      context.lineJoin = "round";
      context.lineWidth = 3;
      context.strokeStyle = this.look.paper;
      context.fillStyle = this.look.ink;
      if (!this.hurried) context.strokeText(label.text, label.x, label.y);
      context.fillText(label.text, label.x, label.y);
    }
    context.restore();
  }

  /** Outlines are costly while a big drawing is being dragged. */
  private get hurried(): boolean {
    return this.payload.nodes.length > 120 && this.dragging;
  }

  private dragging = false;

  watch(): void {
    this.network.on("dragStart", () => (this.dragging = true));
    this.network.on("dragEnd", () => (this.dragging = false));
  }

  labels(): Label[] {
    const scale = this.network.getScale();
    const ego = this.payload.centre !== null;
    const taken: Box[] = [];
    const wanted = this.payload.nodes
      .filter((node) => this.shown.has(node.id) || this.chosen.has(node.id) || node.id === this.payload.centre)
      .map((node) => ({ node, at: this.network.canvasToDOM(this.network.getPosition(node.id)), r: this.radius(node) * scale }))
      .sort((one, two) => this.urgency(two.node) - this.urgency(one.node) || one.node.id - two.node.id);
    if (!ego) for (const { at, r } of wanted) taken.push({ left: at.x - r, right: at.x + r, top: at.y - r, bottom: at.y + r });
    const labels: Label[] = [];
    for (const { node, at, r } of wanted) {
      const strong = this.chosen.has(node.id) || node.id === this.payload.centre;
      const label = this.fit(node, at, r, strong, taken, ego);
      if (label) labels.push(label);
    }
    return labels;
  }

  private urgency(node: GraphNode): number {
    return node.size + (this.chosen.has(node.id) ? 1000 : 0) + (node.id === this.payload.centre ? 500 : 0);
  }

  private fit(node: GraphNode, at: { x: number; y: number }, r: number, strong: boolean, taken: Box[], ego: boolean): Label | null {
    this.bare.font = `${strong ? "600 " : ""}${FONT}px ${this.look.sans}`;
    const room = ego ? Math.max(60, node.x < 0 ? at.x - 2 * GAP : this.box.clientWidth - at.x - 2 * GAP) : 200;
    const text = this.cut(node.label, room);
    const width = this.bare.measureText(text).width;
    const gap = r + GAP - 3;
    const right = { x: at.x + gap, y: at.y, align: "left" as const };
    const left = { x: at.x - gap, y: at.y, align: "right" as const };
    const below = { x: at.x, y: at.y + gap + 6, align: "center" as const };
    const above = { x: at.x, y: at.y - gap - 6, align: "center" as const };
    const inward = ego && node.id !== this.payload.centre;
    const tries = inward ? [node.x < 0 ? left : right] : ego ? [below, above, right] : [right, left, below, above];
    for (const spot of tries) {
      const start = spot.align === "left" ? spot.x : spot.align === "right" ? spot.x - width : spot.x - width / 2;
      const box = { left: start - 2, right: start + width + 2, top: spot.y - 6, bottom: spot.y + 6 };
      const inside = ego || (box.left >= 0 && box.right <= this.box.clientWidth);
      const free = inside && taken.every((o) => box.right < o.left || box.left > o.right || box.bottom < o.top || box.top > o.bottom);
      if (free || strong) {
        taken.push(box);
        return { text, strong, ...spot };
      }
    }
    return null;
  }

  private cut(text: string, room: number): string {
    if (this.bare.measureText(text).width <= room) return text;
    let end = text.length;
    while (end > 1 && this.bare.measureText(text.slice(0, end) + "…").width > room) end--;
    return text.slice(0, end).trimEnd() + "…";
  }

  /** The nearest drawn node in a direction, for the arrow keys. */
  towards(from: number | undefined, dx: number, dy: number): number | undefined {
    const start = from ?? this.payload.centre ?? [...this.shown][0];
    if (from === undefined || start === undefined) return start;
    const here = this.network.getPosition(start);
    let best: number | undefined;
    let least = Infinity;
    for (const id of this.shown) {
      if (id === start) continue;
      const there = this.network.getPosition(id);
      const [x, y] = [there.x - here.x, there.y - here.y];
      const ahead = x * dx + y * dy;
      const aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (ahead > 0 && aside <= 2 * ahead && ahead + 2 * aside < least) [least, best] = [ahead + 2 * aside, id];
    }
    return best;
  }

  png(): HTMLCanvasElement {
    const inner = this.box.querySelector("canvas")!;
    const { title, subtitle, citation } = this.payload;
    const ratio = inner.width / this.box.clientWidth;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [inner.width, inner.height + 90 * ratio];
    const context = canvas.getContext("2d")!;
    context.scale(ratio, ratio);
    context.fillStyle = this.look.paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(inner, 0, 46, this.box.clientWidth, this.box.clientHeight);
    context.fillStyle = this.look.ink;
    context.font = `600 17px ${this.look.sans}`;
    context.fillText(title, 14, 24);
    context.fillStyle = this.look.soft;
    context.font = `12px ${this.look.sans}`;
    context.fillText(subtitle, 14, 42);
    context.fillText(citation, 14, this.box.clientHeight + 76);
    return canvas;
  }

  svg(): SVGSVGElement {
    const space = "http://www.w3.org/2000/svg";
    const make = (name: string, attributes: Record<string, string | number>, text = ""): SVGElement => {
      const element = document.createElementNS(space, name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
      if (text) element.textContent = text;
      return element;
    };
    const [width, height] = [this.box.clientWidth, this.box.clientHeight];
    const { ink, soft, paper, sans, dark } = this.look;
    const root = make("svg", { viewBox: `0 0 ${width} ${height + 90}`, width, height: height + 90, "font-family": sans }) as SVGSVGElement;
    root.append(make("title", {}, this.payload.title), make("rect", { width: "100%", height: "100%", fill: paper }));
    const all = make("g", { transform: "translate(0 46)" });
    const at = (id: number): { x: number; y: number } => this.network.canvasToDOM(this.network.getPosition(id));
    for (const line of this.lines) {
      const [a, b] = [at(line.from), at(line.to)];
      const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
      const via = { x: (a.x + b.x) / 2 + (line.bend * (b.y - a.y)) / length, y: (a.y + b.y) / 2 - (line.bend * (b.x - a.x)) / length };
      const path = make("path", {
        d: `M${a.x.toFixed(1)} ${a.y.toFixed(1)}Q${via.x.toFixed(1)} ${via.y.toFixed(1)} ${b.x.toFixed(1)} ${b.y.toFixed(1)}`,
        fill: "none", stroke: line.colour, "stroke-width": line.width, "stroke-opacity": line.faded ? 0.08 : this.secondary(line) ? 0.35 : 0.8,
        "stroke-dasharray": this.payload.kinds[line.kind]!.dash,
      });
      all.append(path);
    }
    for (const node of this.payload.nodes.filter((one) => this.shown.has(one.id) || one.id === this.payload.centre)) {
      const { x, y } = at(node.id);
      const fill = node.id === this.payload.centre ? ink : node.group < 0 ? paper : shade(node.group, dark);
      all.append(make("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: this.radius(node) * this.network.getScale(), fill, stroke: ink }));
    }
    for (const label of this.labels()) {
      const anchor = { left: "start", right: "end", center: "middle" }[label.align as string] ?? "start";
      all.append(make("text", {
        x: label.x.toFixed(1), y: (label.y + 4).toFixed(1), "text-anchor": anchor, "font-size": FONT, fill: ink,
        "font-weight": label.strong ? 600 : 400, stroke: paper, "stroke-width": 3, "paint-order": "stroke",
      }, label.text));
    }
    root.append(
      all,
      make("text", { x: 14, y: 24, "font-size": 17, "font-weight": 600, fill: ink }, this.payload.title),
      make("text", { x: 14, y: 42, "font-size": 12, fill: soft }, this.payload.subtitle),
      make("text", { x: 14, y: height + 76, "font-size": 12, fill: soft }, this.payload.citation),
    );
    return root;
  }
}
