// What all drawings of a network share: places, lines, looks and labels; each renderer draws them.

import { h } from "./dom";
import { theme } from "./theme";
import { counted } from "./words";
import type { GraphEdge, GraphNode, Payload } from "./ties";

export interface Events {
  /** A node or the two ends of a line were chosen, or nothing; besides what is chosen already. */
  pick(nodes: number[], besides: boolean): void;
  /** A node was asked to show its own neighbours. */
  open(node: number): void;
  /** The view or the place of a node is another. */
  moved(): void;
}

export interface Point {
  x: number;
  y: number;
}

export interface Line extends GraphEdge {
  id: string;
  bend: number;
  colour: string;
  width: number;
  faded: boolean;
}

/** What nodes look like: their radius, and their fill; none is that of the paper. */
export interface Faces {
  sizes: number[];
  fills: (string | null)[];
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

export const FONT = 12.5;
const GAP = 7;
const LEAST = 0.22;
const MOST = 0.38;
const MANY = 300;
const CHIEF = 12;
/** A state is named before a body that is as large, as more readers know it. */
const CHIEFLY = 4;
/** How dark what is no state is, where the other mode is states. */
const MODE = 0.4;
const FADED = 0.08;

/** Groups differ in lightness only, so that colour stays with the kinds of ties. */
export function shade(group: number, dark: boolean): string {
  const steps = dark ? [88, 26, 64, 42, 76, 34] : [24, 93, 52, 76, 38, 64];
  return `hsl(210 4% ${steps[group] ?? (dark ? 20 : 100)}%)`;
}

/** From the paper at 0 to the ink at 1, for a measure. */
export function tone(share: number, dark: boolean): string {
  return `hsl(210 4% ${Math.round(dark ? 16 + 74 * share : 96 - 80 * share)}%)`;
}

export function widthOf(edge: GraphEdge, many: boolean): number {
  return (0.9 + Math.min(2.2, Math.log2(edge.ties) * 0.35)) * (many ? 0.6 : 1);
}

export abstract class Drawing {
  protected readonly bare = document.createElement("canvas").getContext("2d")!;
  protected readonly spots: Point[] = [];
  protected chosen = new Set<number>();
  protected faces: Faces = { sizes: [], fills: [] };
  protected dragging = false;
  private readonly pinned = new Map<number, Point>();
  private extent: string;
  lines: Line[] = [];
  shown = new Set<number>();
  look = theme();
  moved = false;

  constructor(
    readonly box: HTMLElement,
    readonly payload: Payload,
    protected readonly events: Events,
  ) {
    this.extent = `${box.clientWidth}x${box.clientHeight}`;
  }

  abstract get scale(): number;
  abstract get camera(): string;
  abstract set camera(text: string);
  abstract zoom(factor: number): void;
  /** Bring a node into sight without moving what is in sight already. */
  abstract reveal(node: number): void;
  /** Where a node stands, in pixels of the box. */
  abstract at(node: number): Point;
  /** What is drawn, for a picture of it. */
  abstract pixels(): HTMLCanvasElement;
  protected abstract settle(): void;
  /** Draw one node where it stands now. */
  protected abstract follow(node: number): void;
  protected abstract render(): void;
  protected abstract centre(): void;

  resize(): void {
    const now = `${this.box.clientWidth}x${this.box.clientHeight}`;
    if (now === this.extent) return;
    this.extent = now;
    this.place();
    this.settle();
    if (!this.moved) this.centre();
  }

  home(): void {
    this.pinned.clear();
    this.place();
    this.settle();
    this.centre();
  }

  draw(edges: GraphEdge[], chosen: number[], route: ReadonlySet<string>, faces: Faces): void {
    this.look = theme();
    this.faces = faces;
    this.chosen = new Set(chosen);
    this.lines = this.bent(edges, route);
    this.shown = new Set(this.lines.flatMap((line) => [line.from, line.to]));
    if (this.spots.length < this.payload.nodes.length) this.place();
    this.render();
  }

  // places

  /** Where nodes that were moved by hand stand, as shares of the room. */
  get pins(): [number, number, number][] {
    return [...this.pinned].map(([node, { x, y }]) => [node, Math.round(x * 1000), Math.round(y * 1000)]);
  }

  set pins(given: [number, number, number][]) {
    this.pinned.clear();
    for (const [node, x, y] of given) this.pinned.set(node, { x: x / 1000, y: y / 1000 });
    this.place();
    this.settle();
  }

  /** Move a node by hand, in pixels of the layout. */
  pin(node: number, x: number, y: number): void {
    const [w, t] = this.room();
    this.pinned.set(node, { x: x / w, y: (y + 6) / t });
    this.spots[node] = { x, y };
    this.follow(node);
    this.events.moved();
  }

  nudge(node: number, dx: number, dy: number): void {
    const spot = this.spots[node];
    if (spot) this.pin(node, spot.x + (dx * 12) / this.scale, spot.y + (dy * 12) / this.scale);
  }

  /** Put nodes where Python placed them, stretched to the room there is. */
  protected place(): void {
    const [w, t] = this.room();
    for (const node of this.payload.nodes) {
      const { x, y } = this.pinned.get(node.id) ?? node;
      this.spots[node.id] = { x: x * w, y: y * t - 6 };
    }
  }

  private room(): [number, number] {
    const [width, height] = [this.box.clientWidth, this.box.clientHeight];
    const ego = this.payload.centre !== null;
    return [ego ? this.reach(width) : Math.max(60, width / 2 - 40), Math.max(60, height / 2 - (ego ? 24 : 34))];
  }

  /** How far out neighbours may stand so that their names, written outwards, still fit. */
  private reach(width: number): number {
    this.bare.font = `${FONT}px ${this.look.sans}`;
    const { nodes, pairs, most } = this.payload;
    const count = nodes.filter((node) => node.grown === undefined).length;
    const tied = new Set(pairs.slice(0, most).flatMap((code) => [Math.floor(code / count), code % count]));
    const free = nodes
      .filter((node) => Math.abs(node.x) > 0.01 && tied.has(node.id) && node.grown === undefined)
      .map((node) => (width / 2 - this.bare.measureText(node.label).width - 2 * GAP) / Math.abs(node.x));
    return Math.max(width * LEAST, Math.min(width * MOST, ...free));
  }

  /** The nearest drawn node in a direction, for the arrow keys. */
  towards(from: number | undefined, dx: number, dy: number): number | undefined {
    const start = from ?? this.payload.centre ?? [...this.shown][0];
    if (from === undefined || start === undefined) return start;
    const here = this.spots[start]!;
    let best: number | undefined;
    let least = Infinity;
    for (const id of this.shown) {
      if (id === start) continue;
      const there = this.spots[id]!;
      const [x, y] = [there.x - here.x, there.y - here.y];
      const ahead = x * dx + y * dy;
      const aside = Math.abs(x * dy) + Math.abs(y * dx);
      if (ahead > 0 && aside <= 2 * ahead && ahead + 2 * aside < least) [least, best] = [ahead + 2 * aside, id];
    }
    return best;
  }

  // looks

  /** Kinds of one pair lie beside each other, a few pixels apart. */
  private bent(edges: GraphEdge[], route: ReadonlySet<string>): Line[] {
    const of = new Map<string, GraphEdge[]>();
    for (const edge of edges) {
      const pair = `${edge.from}-${edge.to}`;
      const found = of.get(pair);
      if (found) found.push(edge);
      else of.set(pair, [edge]);
    }
    const many = edges.length > MANY;
    const lines: Line[] = [];
    for (const [pair, found] of of) {
      found.forEach((edge, at) => {
        const near = this.chosen.size > 0 && this.isNear(edge, pair, route);
        lines.push({
          ...edge,
          id: `${pair}:${edge.kind}`,
          bend: (at - (found.length - 1) / 2) * (many ? 5 : 9),
          colour: this.colour(this.payload.kinds[edge.kind]!.colour),
          width: widthOf(edge, many && !near),
          faded: this.chosen.size > 0 && !near,
        });
      });
    }
    return lines;
  }

  private isNear(edge: GraphEdge, pair: string, route: ReadonlySet<string>): boolean {
    if (this.chosen.size > 1) return route.has(pair);
    return this.chosen.has(edge.from) || this.chosen.has(edge.to);
  }

  private colour(given: string): string {
    return given === "#000000" ? this.look.ink : given;
  }

  private secondary(line: Line): boolean {
    const { centre } = this.payload;
    return centre !== null && line.from !== centre && line.to !== centre;
  }

  opacity(line: Line): number {
    if (line.faded) return FADED;
    if (this.chosen.size) return 0.95;
    if (this.secondary(line)) return 0.3;
    return this.lines.length > MANY ? (this.look.dark ? 0.75 : 0.55) : 0.85;
  }

  protected tip(line: Line): HTMLElement {
    const { nodes, kinds } = this.payload;
    const count = counted("{n} tie", "{n} ties", line.ties);
    return h("div", { class: "tip", dir: "auto" }, `${nodes[line.from]!.label} – ${nodes[line.to]!.label}: ${kinds[line.kind]!.label}, ${count}`);
  }

  fill(node: GraphNode): string {
    if (node.id === this.payload.centre) return this.look.ink;
    const bare = this.payload.modes && node.shape !== "dot" ? tone(MODE, this.look.dark) : this.look.paper;
    return this.faces.fills[node.id] ?? bare;
  }

  radius(node: GraphNode): number {
    const small = this.payload.centre === null ? Math.min(1, this.box.clientWidth / 800) : 1;
    return (this.faces.sizes[node.id] ?? 4) * small;
  }

  protected isSolid(node: number): boolean {
    return this.shown.has(node) || this.chosen.has(node) || node === this.payload.centre;
  }

  // names

  /** Write names after the drawing, the best connected first, each where it covers nothing. */
  protected letter(context: CanvasRenderingContext2D): void {
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = this.look.paper;
    context.fillStyle = this.look.ink;
    for (const label of this.labels()) {
      context.font = `${label.strong ? "600 " : ""}${FONT}px ${this.look.sans}`;
      context.textAlign = label.align;
      if (!this.hurried) context.strokeText(label.text, label.x, label.y);
      context.fillText(label.text, label.x, label.y);
    }
  }

  /** Outlines are costly while a big drawing is being dragged. */
  private get hurried(): boolean {
    return this.payload.nodes.length > 120 && this.dragging;
  }

  labels(): Label[] {
    const ego = this.payload.centre !== null;
    const taken: Box[] = [];
    const wanted = this.payload.nodes
      .filter((node) => this.isSolid(node.id))
      .map((node) => ({ node, at: this.at(node.id), r: this.radius(node) * this.scale }))
      .filter(({ at }) => at.x > -200 && at.y > -20 && at.x < this.box.clientWidth + 200 && at.y < this.box.clientHeight + 20)
      .sort((one, two) => this.urgency(two.node) - this.urgency(one.node) || one.node.id - two.node.id);
    const dots = ego ? [] : wanted.map(({ at, r }) => ({ left: at.x - r, right: at.x + r, top: at.y - r, bottom: at.y + r }));
    const labels: Label[] = [];
    for (const [rank, { node, at, r }] of wanted.entries()) {
      // a chief name may cover the dots of lesser nodes: without it the drawing says less
      if (rank === CHIEF) taken.push(...dots.slice(CHIEF));
      if (rank < CHIEF && dots[rank]) taken.push(dots[rank]);
      const strong = this.chosen.has(node.id) || node.id === this.payload.centre;
      const label = this.fit(node, at, r, strong, taken, ego);
      if (label) labels.push(label);
    }
    return labels;
  }

  private urgency(node: GraphNode): number {
    const state = this.payload.modes && node.shape === "dot" ? CHIEFLY : 0;
    return this.radius(node) + state + (this.chosen.has(node.id) ? 1000 : 0) + (node.id === this.payload.centre ? 500 : 0);
  }

  private fit(node: GraphNode, at: Point, r: number, strong: boolean, taken: Box[], ego: boolean): Label | null {
    this.bare.font = `${strong ? "600 " : ""}${FONT}px ${this.look.sans}`;
    const leftwards = at.x < this.at(this.payload.centre ?? 0).x;
    const room = ego ? Math.max(60, leftwards ? at.x - 2 * GAP : this.box.clientWidth - at.x - 2 * GAP) : 200;
    const text = this.cut(node.label, room);
    const width = this.bare.measureText(text).width;
    const gap = r + GAP - 3;
    const right = { x: at.x + gap, y: at.y, align: "left" as const };
    const left = { x: at.x - gap, y: at.y, align: "right" as const };
    const below = { x: at.x, y: at.y + gap + 6, align: "center" as const };
    const above = { x: at.x, y: at.y - gap - 6, align: "center" as const };
    const inward = ego && node.id !== this.payload.centre;
    const all = [right, left, below, above];
    const tries = inward ? [leftwards ? left : right, ...(strong ? all : [])] : ego ? [below, above, right] : all;
    for (const spot of tries) {
      const start = spot.align === "left" ? spot.x : spot.align === "right" ? spot.x - width : spot.x - width / 2;
      const box = { left: start - 2, right: start + width + 2, top: spot.y - 8, bottom: spot.y + 8 };
      const inside = ego || (box.left >= 0 && box.right <= this.box.clientWidth);
      const free = inside && taken.every((o) => box.right < o.left || box.left > o.right || box.bottom < o.top || box.top > o.bottom);
      if (free) {
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
}
