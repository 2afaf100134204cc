// The page of all dyads: the drawing's size, what a cell says, keys, and what is taken away.

import { FRAMED, address, byId, field, h, save, vector } from "./dom";
import { theme } from "./theme";
import { number as numeral, said } from "./words";
import { Heat, LEGIBLE, MEANINGS, onCanvas, onSvg, swatch, unpack, type Frame, type Grid, type Payload, type Pen } from "./heat";

const payload = JSON.parse(byId("payload").textContent ?? "") as Payload;
const heat = new Heat(payload);
const { states, count } = { states: payload.states, count: heat.count };
const years: Grid[] = payload.grids.slice(1).map((one) => unpack(one, count, payload.directed));
const sheet = byId("sheet");
const box = sheet.parentElement!;
const room = byId("room");
const canvas = byId<HTMLCanvasElement>("heat");
const tip = byId("tip");
const LARGEST = count <= 20 ? 34 : 22;
const SMALLEST = 3;
const ONCE_NAMED = 60;
const PRINTED = 680;

let zoom = 1;
let chosen: number | null = null;
let look = theme();
let frame: Frame = { cell: 1, left: 0, top: 0, x: 0, y: 0, width: 0, height: 0 };

// size

/** The size of a cell at which all fits, but no smaller than can be seen, and no larger than is of use. */
function fitting(width: number): number {
  const most = Math.min(160, width * 0.3);
  const tried = Math.min(LARGEST, (width - most) / count);
  const margin = heat.margin(tried, look.sans, most);
  return Math.max(SMALLEST, Math.min(LARGEST, count > ONCE_NAMED ? 12 : LARGEST, (width - margin - 2) / count));
}

function measure(width: number, scaled: number): Frame {
  const cell = Math.min(LARGEST, fitting(width) * scaled);
  const most = Math.min(cell >= LEGIBLE ? 190 : 160, width * (cell >= LEGIBLE ? 0.4 : 0.3));
  const margin = heat.margin(cell, look.sans, most);
  return { cell, left: margin, top: margin, x: 0, y: 0, width: margin + count * cell + 2, height: margin + count * cell + 2 };
}

function lay(): void {
  const width = box.clientWidth;
  const whole = measure(width, zoom);
  const fit = measure(width, 1);
  room.style.width = `${whole.width}px`;
  room.style.height = `${whole.height}px`;
  sheet.style.height = `${Math.min(whole.height, Math.max(fit.height, innerHeight * 0.85)) + (whole.width > width ? 16 : 0)}px`;
  frame = { ...whole, width: Math.min(whole.width, sheet.clientWidth), height: Math.min(whole.height, sheet.clientHeight) };
  byId<HTMLButtonElement>("in").disabled = whole.cell >= LARGEST;
  byId<HTMLButtonElement>("out").disabled = byId<HTMLButtonElement>("fit").disabled = zoom <= 1;
  draw();
}

function draw(): void {
  Object.assign(frame, { x: sheet.scrollLeft, y: sheet.scrollTop });
  const ratio = devicePixelRatio || 1;
  [canvas.width, canvas.height] = [Math.round(frame.width * ratio), Math.round(frame.height * ratio)];
  canvas.style.width = `${frame.width}px`;
  canvas.style.height = `${frame.height}px`;
  const context = canvas.getContext("2d")!;
  context.scale(ratio, ratio);
  heat.paint(onCanvas(context, look.sans, ratio), frame, look, chosen);
}

function legend(): void {
  document.querySelectorAll<SVGSVGElement>("[data-step], [data-empty]").forEach((one) => {
    one.replaceChildren();
    const { step, empty } = one.dataset;
    const pen: Pen = onSvg(one);
    swatch(pen, look, step === undefined ? "" : payload.colours[Number(step)]!, MEANINGS[empty ?? ""] ?? "");
    pen.lines([], "", 0); // ends what is begun
  });
}

// what a cell says

const number = (value: number): string =>
  Number.isInteger(value) || Math.abs(value) >= 10_000 ? numeral(value, { maximumFractionDigits: 0 }) : numeral(value, { maximumSignificantDigits: 4 });

function says(grid: Grid, at: number, words: Record<string, string>, signed: boolean): string {
  const told = grid.told[at]!;
  const value = grid.values[at]!;
  if (told !== "v") return told === "0" && signed ? said("no difference") : payload.empty[told] ?? "";
  const word = words[String(value)];
  if (word !== undefined) return word;
  return `${signed && value > 0 ? "+" : ""}${number(value)}${payload.unit ? ` ${payload.unit}` : ""}`;
}

function named([name, , before]: (typeof states)[number]): string {
  return before ? `${name} (${payload.against}: ${before})` : name;
}

function dyad(at: number): { row: number; column: number; words: string; values: string } {
  const [row, column] = [Math.floor(at / count), at % count];
  const words = row === column ? named(states[row]!) : `${named(states[row]!)} ${payload.directed ? "→" : "–"} ${named(states[column]!)}`;
  if (row === column) return { row, column, words, values: said("not applicable: a state and itself") };
  const parts = [says(heat.shown, at, payload.words, years.length > 0)];
  [payload.year, payload.against].forEach((year, place) => {
    const grid = years[place];
    if (grid) parts.push(`${year}: ${says(grid, at, payload.labels, false)}`);
  });
  return { row, column, words, values: parts.join(" · ") };
}

function choose(at: number | null): void {
  if (at === chosen && tip.hidden === (at === null)) return;
  chosen = at;
  draw();
  tip.hidden = at === null;
  if (at === null) return void (byId("cell").textContent = "");
  const { row, column, words, values } = dyad(at);
  byId("cell").textContent = `${words}: ${values}. ${payload.source.title}`;
  tip.replaceChildren(h("p", { dir: "auto" }, words), h("p", {}, values), h("p", { class: "quiet", dir: "auto" }, payload.source.title));
  const [x, y] = [frame.left - frame.x + (column + 1) * frame.cell + 10, frame.top - frame.y + (row + 1) * frame.cell + 10];
  const over = x + tip.offsetWidth > box.clientWidth;
  tip.style.left = `${Math.max(0, over ? x - tip.offsetWidth - frame.cell - 20 : x)}px`;
  const under = y + tip.offsetHeight > sheet.clientHeight;
  tip.style.top = `${Math.max(0, under ? y - tip.offsetHeight - frame.cell - 20 : y)}px`;
}

function open(at: number): void {
  const [one, two] = [states[Math.floor(at / count)]!, states[at % count]!];
  if (one === two) return;
  const bothNow = one[3] && two[3];
  const year = bothNow || payload.against === null ? payload.year : payload.against;
  const to = address(`/dyad/${encodeURIComponent(one[1])}/${encodeURIComponent(two[1])}${year === null ? "" : `?at=${String(year).padStart(4, "0")}-12-31`}`);
  if (to) window.open(to, FRAMED ? "_blank" : "_self");
}

function under(event: MouseEvent): number | null {
  const { left, top } = canvas.getBoundingClientRect();
  const [x, y] = [event.clientX - left, event.clientY - top];
  if (x < frame.left || y < frame.top) return null;
  const [column, row] = [Math.floor((x - frame.left + frame.x) / frame.cell), Math.floor((y - frame.top + frame.y) / frame.cell)];
  return column < count && row < count ? row * count + column : null;
}

let touched: number | null = null;
canvas.addEventListener("pointermove", (event) => {
  if (event.pointerType !== "touch") choose(under(event));
});
canvas.addEventListener("pointerleave", (event) => {
  if (event.pointerType !== "touch") choose(null);
});
canvas.addEventListener("click", (event) => {
  const at = under(event);
  // a finger has no hover: its first touch reads a cell, its second opens it
  const reads = (event as PointerEvent).pointerType === "touch" && at !== touched;
  touched = at;
  choose(at);
  if (at !== null && !reads) open(at);
});

// keys

function reveal(at: number): void {
  const { cell, left, top } = frame;
  const [row, column] = [Math.floor(at / count) * cell, (at % count) * cell];
  const [width, height] = [frame.width - left - cell, frame.height - top - cell];
  sheet.scrollLeft = Math.min(column, Math.max(sheet.scrollLeft, column - width));
  sheet.scrollTop = Math.min(row, Math.max(sheet.scrollTop, row - height));
}

function step(key: string): number | null {
  if (chosen === null) return ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(key) ? Math.min(1, count - 1) : null;
  const [row, column] = [Math.floor(chosen / count), chosen % count];
  switch (key) {
    case "ArrowUp": return row > 0 ? chosen - count : chosen;
    case "ArrowDown": return row < count - 1 ? chosen + count : chosen;
    case "ArrowLeft": return column > 0 ? chosen - 1 : chosen;
    case "ArrowRight": return column < count - 1 ? chosen + 1 : chosen;
    case "Home": return row * count;
    case "End": return row * count + count - 1;
    default: return null;
  }
}

sheet.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !count) return;
  const next = step(event.key);
  if (next !== null) {
    reveal(next);
    choose(next);
  } else if (event.key === "Enter" && chosen !== null) open(chosen);
  else if (event.key === "+" || event.key === "=") scaled(1.5);
  else if (event.key === "-") scaled(1 / 1.5);
  else if (event.key === "Escape" && chosen !== null) choose(null);
  else return;
  event.preventDefault();
});

// zoom

function scaled(factor: number): void {
  const middle = [sheet.scrollLeft + frame.width / 2, sheet.scrollTop + frame.height / 2] as const;
  const before = frame.cell;
  zoom = factor === 0 ? 1 : Math.max(1, Math.min(zoom * factor, LARGEST / fitting(box.clientWidth)));
  lay();
  const grown = frame.cell / before;
  sheet.scrollTo(middle[0] * grown - frame.width / 2, middle[1] * grown - frame.height / 2);
  if (chosen !== null) reveal(chosen);
  draw();
}

byId("in").addEventListener("click", () => scaled(1.5));
byId("out").addEventListener("click", () => scaled(1 / 1.5));
byId("fit").addEventListener("click", () => scaled(0));
sheet.addEventListener("scroll", () => {
  draw();
  if (!sheet.matches(":focus-within")) choose(null);
});

// take away

const FILE = payload.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase() || "matrix";
const KEY = 24;

/** The whole drawing with title, legend and citation, at the zoom that is shown. */
function picture(pen: Pen, whole: Frame, width: number, wraps: string[][]): number {
  const [words, cited] = wraps as [string[], string[]];
  let y = 24;
  pen.text(payload.title, 14, y, { size: 17, fill: look.ink, strong: true });
  for (const line of words) pen.text(line, 14, (y += 18), { size: 12, fill: look.soft });
  y += 20;
  let x = 14;
  const entries: [string, string, string][] = [
    ...payload.steps.map((label, at): [string, string, string] => [label, payload.colours[at]!, ""]),
    ...Object.entries(payload.empty).map(([code, label]): [string, string, string] => [code === "0" && years.length ? said("no difference") : label, "", code]),
  ];
  for (const [label, name, code] of entries) {
    const room = 24 + wide(label, 12) + 16;
    if (x + room > width) [x, y] = [14, y + KEY];
    swatch(moved(pen, x, y, 0.7), look, name, code);
    pen.text(label, x + 20, y + 7, { size: 12, fill: look.ink });
    x += room;
  }
  y += KEY + 8;
  heat.paint(moved(pen, 14, y, 1), { ...whole, x: 0, y: 0 }, look, null);
  y += whole.height + 18;
  for (const line of cited) {
    pen.text(line, 14, y, { size: 12, fill: look.soft });
    y += 16;
  }
  return y + 4;
}

/** A pen that draws elsewhere. */
function moved(pen: Pen, dx: number, dy: number, by: number): Pen {
  return {
    rect: (x, y, width, height, fill) => pen.rect(dx + x * by, dy + y * by, width * by, height * by, fill),
    lines: (points, stroke, width) => pen.lines(points.map((n, at) => (at % 2 ? dy : dx) + n * by), stroke, width * by),
    text: (words, x, y, style) => pen.text(words, dx + x * by, dy + y * by, style),
  };
}

const bare = document.createElement("canvas").getContext("2d")!;

function wide(text: string, size: number): number {
  bare.font = `${size}px ${look.sans}`;
  return bare.measureText(text).width;
}

function wrapped(text: string, room: number): string[] {
  const lines: string[] = [""];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (wide(longer, 12) > room && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

function whole(): { frame: Frame; width: number; wraps: string[][]; height: number } {
  const drawn = measure(Math.max(box.clientWidth, PRINTED), zoom);
  const width = Math.max(drawn.width + 28, 560);
  const wraps = [wrapped(`${payload.subtitle} ${payload.stated}`, width - 28), wrapped(payload.citation, width - 28)];
  const nothing: Pen = { rect() {}, lines() {}, text() {} };
  return { frame: drawn, width, wraps, height: picture(nothing, drawn, width, wraps) };
}

byId("png").addEventListener("click", () => {
  const { frame: drawn, width, wraps, height } = whole();
  const made = document.createElement("canvas");
  [made.width, made.height] = [Math.round(width * 2), Math.round(height * 2)];
  const context = made.getContext("2d")!;
  context.scale(2, 2);
  context.fillStyle = look.paper;
  context.fillRect(0, 0, width, height);
  picture(onCanvas(context, look.sans, 2), drawn, width, wraps);
  made.toBlob((blob) => blob && save(`${FILE}.png`, blob));
});
byId("svg").addEventListener("click", () => {
  const { frame: drawn, width, wraps, height } = whole();
  const root = vector("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "font-family": look.sans });
  const pen = onSvg(root);
  pen.rect(0, 0, width, height, look.paper);
  picture(pen, drawn, width, wraps);
  pen.lines([], "", 0);
  save(`${FILE}.svg`, new Blob([new XMLSerializer().serializeToString(root)], { type: "image/svg+xml" }));
});
byId("csv").addEventListener("click", () => {
  const of = [heat.shown, ...years];
  const suffixes = ["", ...(years.length ? [`_${payload.year}`, `_${payload.against}`] : [])];
  const head = ["from_key", "to_key", "from", "to", ...suffixes.flatMap((one) => [`value${one}`, `missing${one}`])];
  const lines: string[] = [`# ${payload.citation.replace(/\s+/g, " ")}`, head.join(",")];
  for (let row = 0; row < count; row++) {
    for (let column = payload.directed ? 0 : row + 1; column < count; column++) {
      if (row === column) continue;
      const at = row * count + column;
      const [a, b] = [states[row]!, states[column]!];
      const cells = of.flatMap((grid): (string | number | null)[] => {
        const told = grid.told[at]!;
        const value = grid.values[at]!;
        return [Number.isNaN(value) ? null : value, Object.entries(MEANINGS).find(([, code]) => code === told)?.[0] ?? "value"];
      });
      lines.push([a[1], b[1], a[0], b[0], ...cells].map(field).join(","));
    }
  }
  save(`${FILE}.csv`, new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }));
});

// start, and what changes the drawing

function again(): void {
  look = theme();
  legend();
  lay();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
addEventListener("beforeprint", () => {
  look = theme();
  legend();
  frame = measure(PRINTED, 1);
  tip.hidden = true;
  sheet.scrollTo(0, 0);
  chosen = null;
  draw();
  room.style.height = `${frame.height}px`;
});
addEventListener("afterprint", again);
again();
let width = box.clientWidth;
new ResizeObserver(() => {
  if (box.clientWidth === width) return;
  width = box.clientWidth;
  lay();
}).observe(box);
document.documentElement.dataset["drawn"] = "yes";
