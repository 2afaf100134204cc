// Drawing a matrix of dyads: one description of it, put on a canvas or into an SVG.

import { vector, type Attributes } from "./dom";
import type { Theme } from "./theme";

export interface Packed {
  told: string;
  values: number[];
}

export type State = [name: string, key: string, before: string, now: boolean, then: boolean];

export interface Payload {
  title: string;
  subtitle: string;
  stated: string;
  citation: string;
  source: { title: string; href: string };
  unit: string;
  directed: boolean;
  /** The year that it is of; none of an answer that says none. */
  year: number | null;
  against: number | null;
  words: Record<string, string>;
  labels: Record<string, string>;
  states: State[];
  blocks: [name: string, count: number][];
  empty: Record<string, string>;
  breaks: number[];
  steps: string[];
  colours: string[];
  grids: Packed[];
}

export interface Grid {
  told: string[];
  values: Float64Array;
}

/** Dyads in the order of rows, to all cells; without direction each stands on both sides. */
export function unpack(packed: Packed, count: number, directed: boolean): Grid {
  const told = new Array<string>(count * count).fill("n");
  const values = new Float64Array(count * count).fill(NaN);
  let at = 0;
  let next = 0;
  for (let row = 0; row < count; row++) {
    for (let column = directed ? 0 : row + 1; column < count; column++) {
      if (row === column) continue;
      const what = packed.told[at++]!;
      const value = what === "v" ? packed.values[next++]! : what === "0" ? 0 : NaN;
      for (const cell of directed ? [row * count + column] : [row * count + column, column * count + row]) {
        told[cell] = what;
        values[cell] = value;
      }
    }
  }
  return { told, values };
}

export interface Pen {
  rect(x: number, y: number, width: number, height: number, fill: string): void;
  /** Strokes of one colour; each as x1, y1, x2, y2. */
  lines(points: number[], stroke: string, width: number): void;
  text(words: string, x: number, y: number, look: { size: number; fill: string; end?: boolean; up?: boolean; strong?: boolean; halo?: string }): void;
}

export function onCanvas(context: CanvasRenderingContext2D, sans: string, ratio: number): Pen {
  // to whole pixels, so that no seams show between cells
  const whole = (n: number): number => Math.round(n * ratio) / ratio;
  return {
    rect(x, y, width, height, fill) {
      context.fillStyle = fill;
      context.fillRect(whole(x), whole(y), whole(x + width) - whole(x), whole(y + height) - whole(y));
    },
    lines(points, stroke, width) {
      context.strokeStyle = stroke;
      context.lineWidth = width;
      context.beginPath();
      for (let at = 0; at < points.length; at += 4) {
        context.moveTo(points[at]!, points[at + 1]!);
        context.lineTo(points[at + 2]!, points[at + 3]!);
      }
      context.stroke();
    },
    text(words, x, y, { size, fill, end, up, strong, halo }) {
      context.save();
      context.translate(x, y);
      if (up) context.rotate(-Math.PI / 2);
      context.font = `${strong ? "600 " : ""}${size}px ${sans}`;
      context.textBaseline = "middle";
      context.textAlign = end ? "right" : "left";
      if (halo) {
        const { width } = context.measureText(words);
        context.fillStyle = halo;
        context.fillRect(end ? -width - 3 : -3, -size * 0.65, width + 6, size * 1.3);
      }
      context.fillStyle = fill;
      context.fillText(words, 0, 0);
      context.restore();
    },
  };
}

/** Rectangles of one fill in a row of calls become one path, so that the file stays small. */
export function onSvg(root: SVGElement): Pen {
  let path: { fill: string; d: string[] } | null = null;
  const make = (name: string, attributes: Attributes, text = ""): void => root.append(vector(name, attributes, ...(text ? [text] : [])));
  const short = (n: number): string => String(Math.round(n * 100) / 100);
  const flush = (): void => {
    if (path) make("path", { fill: path.fill, d: path.d.join(""), "shape-rendering": "crispEdges" });
    path = null;
  };
  return {
    rect(x, y, width, height, fill) {
      if (path?.fill !== fill) flush();
      path ??= { fill, d: [] };
      path.d.push(`M${short(x)} ${short(y)}h${short(width)}v${short(height)}h-${short(width)}z`);
    },
    lines(points, stroke, width) {
      flush();
      const d: string[] = [];
      for (let at = 0; at < points.length; at += 4) d.push(`M${short(points[at]!)} ${short(points[at + 1]!)}L${short(points[at + 2]!)} ${short(points[at + 3]!)}`);
      if (d.length) make("path", { stroke, "stroke-width": width, fill: "none", d: d.join("") });
    },
    text(words, x, y, { size, fill, end, up, strong }) {
      flush();
      make("text", {
        x: 0, y: 0, dy: "0.35em", "font-size": size, fill, "text-anchor": end ? "end" : "start", "font-weight": strong ? 600 : 400,
        transform: `translate(${short(x)} ${short(y)})${up ? " rotate(-90)" : ""}`,
      }, words);
    },
  };
}

// Each lightens or darkens in one direction only, so that grey print keeps the order.
const LIGHT: Record<string, string> = {
  s0: "#c7e9b4", s1: "#8fd4bd", s2: "#52bcc2", s3: "#2a9ac1", s4: "#2472b2", s5: "#243f99", s6: "#081d58",
  n0: "#cbc7e4", n1: "#9f96c9", n2: "#6d5fa6", n3: "#3c1d72", p0: "#f9cf9c", p1: "#ec9c3c", p2: "#c4640c", p3: "#7a3500",
};
const DARK: Record<string, string> = {
  s0: "#1d3563", s1: "#1f5490", s2: "#1f7db3", s3: "#36a4bd", s4: "#6cc4b8", s5: "#b0e0ae", s6: "#f5f9c8",
  n0: "#3a3459", n1: "#625899", n2: "#9689d2", n3: "#d8d2ff", p0: "#573612", p1: "#985c1c", p2: "#dc902f", p3: "#ffd596",
};

export function colour(name: string, dark: boolean): string {
  return (dark ? DARK : LIGHT)[name] ?? "#888888";
}

export const MEANINGS: Record<string, string> = { "true zero": "0", missing: "m", "not applicable": "n", "outside coverage": "o" };

/** What stands in a cell without a value: nothing, a stroke, a cross or a dot. */
function sign(what: string, x: number, y: number, size: number): number[] {
  const [near, far] = [size * 0.2, size * 0.8];
  if (what === "m") return [x, y + size, x + size, y];
  if (what === "n") return [x + near, y + near, x + far, y + far, x + near, y + far, x + far, y + near];
  if (what === "o") return [x + size * 0.4, y + size / 2, x + size * 0.6, y + size / 2];
  return [];
}

/** Fill one square as a cell is filled; legends are made of such. */
export function swatch(pen: Pen, look: Theme, name: string, what: string): void {
  if (name) {
    pen.rect(0, 0, 20, 20, colour(name, look.dark));
    if (name.startsWith("n")) pen.lines([3, 10, 17, 10], name >= "n2" !== look.dark ? "#ffffff" : "#000000", 2);
    return;
  }
  pen.lines([0.5, 0.5, 19.5, 0.5, 19.5, 0.5, 19.5, 19.5, 19.5, 19.5, 0.5, 19.5, 0.5, 19.5, 0.5, 0.5], look.rule, 1);
  pen.lines(sign(what, 0, 0, 20), look.soft, what === "o" ? 5 : 1.5);
}

export interface Frame {
  /** Size of a cell, and of the margins for names. */
  cell: number;
  left: number;
  top: number;
  /** Part that is in sight: how far it is scrolled, and how large it is. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export const LEGIBLE = 9.5;
const FONT = 11.5;
const LINE = 13;

export class Heat {
  readonly count: number;
  readonly shown: Grid;
  private readonly starts: { name: string; first: number; count: number }[] = [];
  private readonly bare = document.createElement("canvas").getContext("2d")!;

  constructor(readonly payload: Payload) {
    this.count = payload.states.length;
    this.shown = unpack(payload.grids[0]!, this.count, payload.directed);
    let first = 0;
    for (const [name, count] of payload.blocks) {
      this.starts.push({ name, first, count });
      first += count;
    }
  }

  /** Room for names at this size of a cell: of states, or of blocks where those are too small. */
  margin(cell: number, sans: string, most: number): number {
    this.bare.font = `${FONT}px ${sans}`;
    const names = cell >= LEGIBLE ? this.payload.states.map(([name]) => name) : this.starts.filter((one) => one.count * cell >= LINE).map((one) => one.name);
    const widest = Math.max(0, ...names.map((name) => this.bare.measureText(name).width));
    return Math.ceil(Math.min(most, widest + (cell >= LEGIBLE ? 10 : 16)));
  }

  step(value: number): number {
    let at = 0;
    // a step begins with its break that is nearer to zero, on either side
    while (at < this.payload.breaks.length && (value < 0 ? value > this.payload.breaks[at]! : value >= this.payload.breaks[at]!)) at++;
    return at;
  }

  /** Draw what is in sight; marks of a cell and its names come last. */
  paint(pen: Pen, frame: Frame, look: Theme, at: number | null): void {
    const { cell, left, top, x, y, width, height } = frame;
    pen.rect(0, 0, width, height, look.paper);
    const columns: [number, number] = [Math.max(0, Math.floor(x / cell)), Math.min(this.count, Math.ceil((x + width - left) / cell))];
    const rows: [number, number] = [Math.max(0, Math.floor(y / cell)), Math.min(this.count, Math.ceil((y + height - top) / cell))];
    this.cells(pen, frame, look, rows, columns);
    this.rules(pen, frame, look);
    this.covers(pen, frame, look);
    this.names(pen, frame, look, rows, columns);
    if (at !== null) this.mark(pen, frame, look, at);
  }

  private cells(pen: Pen, { cell, left, top, x, y }: Frame, look: Theme, rows: [number, number], columns: [number, number]): void {
    const { colours } = this.payload;
    const by = new Map<string, number[]>();
    for (let row = rows[0]; row < rows[1]; row++) {
      for (let column = columns[0]; column < columns[1]; column++) {
        const place = row * this.count + column;
        const told = this.shown.told[place]!;
        const name = told === "v" ? colours[this.step(this.shown.values[place]!)]! : told;
        let found = by.get(name);
        if (!found) by.set(name, (found = []));
        found.push(row, column);
      }
    }
    const downs: number[] = [];
    const side = cell - (cell > LEGIBLE ? 1 : 0);
    for (const [name, places] of [...by].sort(([one], [two]) => (one < two ? -1 : 1))) {
      const lines: number[] = [];
      for (let at = 0; at < places.length; at += 2) {
        const [row, column] = [places[at]!, places[at + 1]!];
        const [px, py] = [left - x + column * cell, top - y + row * cell];
        if (name.length === 1) lines.push(...sign(name, px, py, cell));
        else if (side < cell) pen.rect(px, py, side, side, colour(name, look.dark));
        else {
          // cells side by side are one
          let run = 1;
          while (places[at + 2 * run] === row && places[at + 2 * run + 1] === column + run) run++;
          if (!(places[at - 2] === row && places[at - 1] === column - 1)) pen.rect(px, py, run * cell, cell, colour(name, look.dark));
        }
        if (name.startsWith("n") && name.length > 1 && cell >= 4) downs.push(px + cell * 0.2, py + cell / 2, px + cell * 0.8, py + cell / 2);
      }
      if (lines.length) pen.lines(lines, look.soft, name === "o" ? Math.max(0.8, cell * 0.2) : Math.max(0.4, cell * 0.07));
    }
    if (downs.length) pen.lines(downs, look.paper, Math.max(0.6, cell * 0.1));
  }

  /** Lines between blocks, and around all. */
  private rules(pen: Pen, { cell, left, top, x, y }: Frame, look: Theme): void {
    const lines: number[] = [];
    const end = this.count * cell;
    for (const at of [...this.starts.map((one) => one.first * cell), end]) {
      lines.push(left - x + at, top - y, left - x + at, top - y + end, left - x, top - y + at, left - x + end, top - y + at);
    }
    pen.lines(lines, look.soft, 0.5);
  }

  /** Margins stay in sight: what is scrolled under them is covered. */
  private covers(pen: Pen, { left, top, width, height }: Frame, look: Theme): void {
    pen.rect(0, 0, width, top - 1, look.paper);
    pen.rect(0, 0, left - 1, height, look.paper);
  }

  private names(pen: Pen, frame: Frame, look: Theme, rows: [number, number], columns: [number, number]): void {
    const { cell, left, top, x, y } = frame;
    const size = Math.min(FONT, cell * 0.95);
    if (cell >= LEGIBLE) {
      for (let row = rows[0]; row < rows[1]; row++) {
        const at = top - y + (row + 0.5) * cell;
        if (at > top) pen.text(this.cut(this.payload.states[row]![0], left - 8, size, look.sans), left - 5, at, { size, fill: look.ink, end: true });
      }
      for (let column = columns[0]; column < columns[1]; column++) {
        const at = left - x + (column + 0.5) * cell;
        if (at > left) pen.text(this.cut(this.payload.states[column]![0], top - 8, size, look.sans), at, top - 5, { size, fill: look.ink, up: true });
      }
    } else this.brackets(pen, frame, look);
    pen.rect(0, 0, left - 1, top - 1, look.paper);
  }

  private brackets(pen: Pen, { cell, left, top, x, y }: Frame, look: Theme): void {
    const lines: number[] = [];
    for (const { name, first, count } of this.starts) {
      if (!name) continue;
      const [a, b] = [first * cell + 1, (first + count) * cell - 1];
      lines.push(left - 5, top - y + a, left - 5, top - y + b, left - x + a, top - 5, left - x + b, top - 5);
      if (b - a < LINE - 3) continue;
      const middle = (a + b) / 2;
      pen.text(this.cut(name, left - 12, FONT, look.sans), left - 9, top - y + middle, { size: FONT, fill: look.soft, end: true });
      pen.text(this.cut(name, top - 12, FONT, look.sans), left - x + middle, top - 9, { size: FONT, fill: look.soft, up: true });
    }
    pen.lines(lines, look.soft, 1);
  }

  /** The row and the column of a cell, and their names where others are too small to read. */
  private mark(pen: Pen, { cell, left, top, x, y, width, height }: Frame, look: Theme, at: number): void {
    const [row, column] = [Math.floor(at / this.count), at % this.count];
    const [px, py] = [left - x + column * cell, top - y + row * cell];
    const [w, h] = [Math.max(cell, 3), Math.max(cell, 3)];
    pen.lines([left, py, Math.min(width, left - x + this.count * cell), py, left, py + h, Math.min(width, left - x + this.count * cell), py + h, px, top, px, Math.min(height, top - y + this.count * cell), px + w, top, px + w, Math.min(height, top - y + this.count * cell)], look.accent, 0.8);
    pen.lines([px - 1, py - 1, px + w + 1, py - 1, px + w + 1, py - 1, px + w + 1, py + h + 1, px + w + 1, py + h + 1, px - 1, py + h + 1, px - 1, py + h + 1, px - 1, py - 1], look.accent, 2);
    const strong = { size: FONT, fill: look.ink, strong: true, halo: look.paper };
    pen.text(this.cut(this.payload.states[row]![0], left - 10, FONT, look.sans), left - 5, py + h / 2, { ...strong, end: true });
    pen.text(this.cut(this.payload.states[column]![0], top - 10, FONT, look.sans), px + w / 2, top - 5, { ...strong, up: true });
  }

  private cut(text: string, room: number, size: number, sans: string): string {
    this.bare.font = `${size}px ${sans}`;
    if (this.bare.measureText(text).width <= room) return text;
    let end = text.length;
    while (end > 1 && this.bare.measureText(text.slice(0, end) + "…").width > room) end--;
    return text.slice(0, end).trimEnd() + "…";
  }
}
