// A drawing on a canvas, by vis-network.

import { DataSet } from "vis-data/esnext";
import { Network } from "vis-network/esnext";
import { h } from "./dom";
import { Drawing, type Events, type Line, type Point } from "./drawing";
import type { GraphNode, Payload } from "./ties";

interface Happened {
  nodes: number[];
  edges: string[];
  event: { srcEvent?: { shiftKey?: boolean } };
}

export class CanvasDrawing extends Drawing {
  private readonly nodes = new DataSet<Record<string, unknown>>();
  private readonly edges = new DataSet<Record<string, unknown>>();
  private readonly network: Network;

  constructor(box: HTMLElement, payload: Payload, events: Events) {
    super(box, payload, events);
    this.place();
    this.network = new Network(box, { nodes: this.nodes, edges: this.edges } as never, payload.options as never);
    this.network.on("afterDrawing", (context: CanvasRenderingContext2D) => {
      const ratio = context.canvas.width / this.box.clientWidth;
      context.save();
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.letter(context);
      context.restore();
    });
    this.network.on("click", ({ nodes, edges, event }: Happened) => {
      const line = this.lines.find((one) => one.id === edges[0]);
      events.pick(nodes.length ? [nodes[0]!] : line ? [line.from, line.to] : [], event.srcEvent?.shiftKey ?? false);
    });
    this.network.on("doubleClick", ({ nodes }: Happened) => nodes.length && events.open(nodes[0]!));
    this.network.on("dragStart", () => (this.dragging = true));
    this.network.on("dragEnd", ({ nodes }: Happened) => {
      this.dragging = false;
      for (const node of nodes) {
        const { x, y } = this.network.getPosition(node);
        this.pin(node, x, y);
      }
      if (!nodes.length) this.moved = true;
      events.moved();
    });
    this.network.on("zoom", () => {
      this.moved = true;
      events.moved();
    });
    box.querySelectorAll<HTMLElement>("[tabindex]").forEach((inner) => (inner.tabIndex = -1));
    this.settle();
    this.centre();
  }

  protected settle(): void {
    this.nodes.update(this.payload.nodes.map(({ id }) => ({ id, ...this.spots[id] })));
    this.edges.update(this.lines.map((line) => this.stroke(line)));
    this.network.setSize("100%", "100%");
    this.network.redraw();
  }

  protected follow(node: number): void {
    this.nodes.update({ id: node, ...this.spots[node] });
    this.edges.update(this.lines.filter((line) => line.from === node || line.to === node).map((line) => this.stroke(line)));
  }

  protected centre(): void {
    this.network.moveTo({ position: { x: 0, y: 0 }, scale: 1, animation: false });
    this.moved = false;
  }

  get scale(): number {
    return this.network.getScale();
  }

  get camera(): string {
    const { x, y } = this.network.getViewPosition();
    return [x, y, this.scale * 100].map((n) => Math.round(n)).join(",");
  }

  set camera(text: string) {
    const [x, y, scale] = text.split(",").map(Number);
    if (![x, y, scale].every(Number.isFinite) || !scale) return;
    this.network.moveTo({ position: { x: x!, y: y! }, scale: scale / 100, animation: false });
    this.moved = true;
  }

  zoom(factor: number): void {
    this.network.moveTo({ scale: this.scale * factor, animation: false });
    this.moved = true;
  }

  reveal(node: number): void {
    const at = this.at(node);
    const inside = at.x > 0 && at.y > 0 && at.x < this.box.clientWidth && at.y < this.box.clientHeight;
    if (!inside) this.network.moveTo({ position: this.network.getPosition(node), animation: false });
  }

  at(node: number): Point {
    return this.network.canvasToDOM(this.network.getPosition(node));
  }

  pixels(): HTMLCanvasElement {
    return this.box.querySelector("canvas")!;
  }

  protected render(): void {
    this.nodes.update(this.payload.nodes.map((node) => this.dot(node)));
    const kept = new Set(this.lines.map((line) => line.id));
    this.edges.remove((this.edges.getIds() as string[]).filter((id) => !kept.has(id)));
    this.edges.update(this.lines.map((line) => this.stroke(line)));
    this.network.redraw();
  }

  private stroke(line: Line): Record<string, unknown> {
    const { dash } = this.payload.kinds[line.kind]!;
    const [a, b] = [this.spots[line.from]!, this.spots[line.to]!];
    const length = Math.hypot(a.x - b.x, a.y - b.y) || 1;
    return {
      id: line.id, from: line.from, to: line.to, width: line.width,
      color: { color: line.colour, highlight: line.colour, hover: line.colour, opacity: this.opacity(line) },
      dashes: dash ? dash.split(/[ ,]+/).map(Number) : false,
      smooth: line.bend
        ? { enabled: true, type: line.bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.min(0.5, (2 * Math.abs(line.bend)) / length) }
        : false,
      title: this.tip(line),
    };
  }

  private dot(node: GraphNode): Record<string, unknown> {
    const { ink, accent } = this.look;
    const on = this.chosen.has(node.id);
    const colour = { background: this.fill(node), border: on ? accent : ink };
    return {
      id: node.id, ...this.spots[node.id], shape: node.shape, size: this.radius(node), borderWidth: on ? 3 : 1, borderWidthSelected: on ? 3 : 1,
      color: { ...colour, highlight: colour, hover: colour },
      opacity: this.isSolid(node.id) ? 1 : 0.25,
      title: h("div", { class: "tip", dir: "auto" }, node.label),
    };
  }
}
