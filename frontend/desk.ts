// A network page: filters that are the legend, selection, table, permalink and exports.

import { FRAMED, LIVE, address, byId, copy, field, h, link, place, save, spoken, vector } from "./dom";
import { shade, type Drawing, type Events } from "./drawing";
import { theme } from "./theme";
import { facesOf, scales } from "./faces";
import { grow, pathOf } from "./grow";
import { keepable, MORE } from "./keep";
import { png, svg } from "./snapshot";
import { routes, type Routes } from "./routes";
import { counted, number, said } from "./words";
import { amount, says, unpack, type GraphEdge, type Payload, type Tie } from "./ties";

const payload = JSON.parse(byId("payload").textContent ?? "") as Payload;
const { nodes, kinds } = payload;
const ties = unpack(payload);
const SHOWN = 100;
const IN_PANEL = 40;
const IN_HOP = 8;
const MOST_OPENED = 5;
const pairOf = ({ a, b }: { a: number; b: number }): string => (a < b ? `${a}-${b}` : `${b}-${a}`);
const came = nodes.length;
/** All pairs by what they say. */
const order = payload.pairs.map((code) => `${Math.floor(code / came)}-${code % came}`);

interface State {
  kinds: Set<number>;
  from: number;
  to: number;
  undated: boolean;
  chosen: number[];
  size: string;
  shade: string;
}

const [first, last] = payload.years ?? [0, 0];
const SIZE = (payload.centre === null && ["strength", "degree"].find((name) => name in payload.measures)) || "";
const SHADE = nodes.some((node) => node.group >= 0) ? "group" : "";
const fresh = (): State => ({
  kinds: new Set(kinds.keys()), from: first, to: last, undated: true, chosen: [], size: SIZE, shade: SHADE,
});
let state = fresh();
let passing: Tie[] = ties;
let found: Routes | null = null;
let opened: string[] = [];
let news = "";
let besides = false;
let everything = false;
let playing = 0;
let drawing: Drawing;

const canvas = byId("canvas");
const panel = byId("panel");
const find = byId<HTMLInputElement>("find");

function filtered(): boolean {
  return state.kinds.size < kinds.length || state.from > first || state.to < last || !state.undated;
}

function passes(tie: Tie): boolean {
  if (!state.kinds.has(tie.kind)) return false;
  return tie.dated ? tie.first <= state.to && tie.last >= state.from : state.undated;
}

/** One edge for each pair and kind, of the pairs that say most and of those of the path. */
function aggregate(passed: Tie[], route: ReadonlySet<string>): { edges: GraphEdge[]; pairs: number; drawn: number } {
  const edges = new Map<string, GraphEdge>();
  const pairs = new Set<string>();
  for (const tie of passed) if (tie.a !== tie.b) pairs.add(pairOf(tie));
  const most = order.filter((pair) => pairs.has(pair)).slice(0, payload.most);
  const drawn = new Set([...most, ...route]);
  for (const tie of passed) {
    const pair = pairOf(tie);
    if (!drawn.has(pair)) continue;
    const id = `${pair}:${tie.kind}`;
    const edge = edges.get(id);
    if (edge) edge.ties += 1;
    else edges.set(id, { from: Math.min(tie.a, tie.b), to: Math.max(tie.a, tie.b), kind: tie.kind, ties: 1 });
  }
  return { edges: [...edges.values()].sort((one, two) => one.kind - two.kind), pairs: pairs.size, drawn: drawn.size };
}

function update(): void {
  passing = filtered() ? ties.filter(passes) : ties;
  const [a, b] = state.chosen;
  found = a !== undefined && b !== undefined ? routes(passing, a, b) : null;
  const route = new Set(found?.hops.map(pairOf));
  const { edges, pairs, drawn } = aggregate(passing, route);
  drawing.draw(edges, state.chosen, route, facesOf(payload, state.size, state.shade, theme().dark));
  const [shown, all] = [number(drawn), number(pairs)];
  const status = drawn < pairs ? said("{shown} of {all} pairs drawn ({how})", { shown, all, how: payload.cut }) : said("{shown} of {all} pairs drawn", { shown, all });
  byId("drawn").textContent = `${status}${news && `; ${news}`}`;
  controls();
  showPanel();
  showTable();
  remember();
}

function controls(): void {
  document.querySelectorAll<HTMLInputElement>("#kinds input").forEach((box, at) => (box.checked = state.kinds.has(at)));
  const undated = document.querySelector<HTMLInputElement>("#undated");
  if (undated) undated.checked = state.undated;
  byId<HTMLSelectElement>("size").value = state.size;
  byId<HTMLSelectElement>("shade").value = state.shade;
  byId("scales").replaceChildren(...scales(payload, state.size, state.shade, theme().dark));
  const groups = document.getElementById("groups");
  if (groups) groups.hidden = state.shade !== "group";
  if (!document.getElementById("time")) return;
  byId<HTMLInputElement>("from").value = String(state.from);
  byId<HTMLInputElement>("to").value = String(state.to);
  byId("years").textContent = state.from === state.to ? String(state.from) : said("{from} to {to}", { from: state.from, to: state.to });
}

// selection

function choose(picked: number[], more = false): void {
  const [one, ...others] = state.chosen;
  const [two] = picked;
  const joined = more && picked.length === 1 && one !== undefined && !others.length && two !== one;
  state.chosen = joined ? [one, two!] : picked;
  besides = false;
  if (picked.length === 1) drawing.reveal(picked[0]!);
  update();
}

/** Ties of what is chosen: of a node, of a pair, or of all hops of the path between two. */
function tiesOf(): Tie[] {
  const [a, b] = state.chosen;
  if (a === undefined) return passing;
  if (b === undefined) return passing.filter((tie) => tie.a === a || tie.b === a);
  const hops = new Set(found?.hops.map(pairOf));
  return passing.filter((tie) => hops.has(pairOf(tie)));
}

function entry(tie: Tie): HTMLElement {
  const what = h("p", { dir: "auto" }, h("span", { class: "when" }, tie.when), says(tie, nodes));
  if (tie.value !== null) what.append(`: ${amount(tie)}`);
  const from = h("p", { class: "from", dir: "auto" }, link(tie.source_title || said("no source named"), tie.source));
  if (tie.locator) from.append(", ", place(tie.locator));
  if (address(tie.href)) from.append(" · ", link(said("record"), tie.href));
  from.append(...keepable(tie.iri));
  return h("div", { class: "tie" }, what, from);
}

function showPanel(): void {
  const [a, b] = state.chosen;
  if (a === undefined) {
    panel.replaceChildren(h("p", { class: "quiet" }, said("Choose a node or a line to read its ties and who says so, or two nodes to find the path between them.")));
    return;
  }
  const head = h("p", { class: "head" }, link(nodes[a]!.label, nodes[a]!.href));
  if (b !== undefined) head.append(" – ", link(nodes[b]!.label, nodes[b]!.href));
  if (b !== undefined) head.append(...keepable(dyadOf(a, b)));
  const parts: HTMLElement[] = [head];
  const all = tiesOf();
  if (found && found.hops.length !== 1) parts.push(...pathParts(found, all));
  else {
    parts.push(h("p", { class: "quiet" }, summary(all)));
    if (b === undefined) parts.push(actions(a), ...neighbours(a, all));
    parts.push(...entries(all, IN_PANEL));
  }
  panel.replaceChildren(...parts);
  panel.scrollTop = 0;
  document.dispatchEvent(new Event(MORE));
}

/** The page of the dyad of two states; nothing where one is none. */
function dyadOf(...ends: [number, number]): string {
  const keys = ends.map((at) => /\/id\/(?:state|territory)\/([A-Za-z0-9-]+)$/.exec(nodes[at]!.key)?.[1]);
  return keys.every(Boolean) ? `/dyad/${keys.join("/")}` : "";
}

function entries(all: Tie[], most: number): HTMLElement[] {
  const parts: HTMLElement[] = all.slice(0, most).map(entry);
  if (all.length > most) {
    const more = h("button", { type: "button" }, said("Show all {n}", { n: number(all.length) }));
    more.addEventListener("click", () => {
      more.replaceWith(...all.slice(most).map(entry));
      document.dispatchEvent(new Event(MORE));
    });
    parts.push(more);
  }
  return parts;
}

/** The hops of a path, each with the ties that it rests on. */
function pathParts({ hops, count }: Routes, all: Tie[]): HTMLElement[] {
  if (!hops.length) return [h("p", { class: "quiet" }, said("No path leads from one to the other by ties that pass the filters."))];
  const words = count > 1
    ? counted("{n} hop: one of {count} shortest paths, that with most ties at each step.", "{n} hops: one of {count} shortest paths, that with most ties at each step.", hops.length, { count: number(count) })
    : counted("{n} hop: the only shortest path.", "{n} hops: the only shortest path.", hops.length);
  const parts: HTMLElement[] = [h("p", { class: "quiet", id: "path" }, words)];
  for (const hop of hops) {
    const its = all.filter((tie) => pairOf(tie) === pairOf(hop));
    const both = [link(nodes[hop.a]!.label, nodes[hop.a]!.href), " – ", link(nodes[hop.b]!.label, nodes[hop.b]!.href)];
    parts.push(h("h2", {}, ...both, ...keepable(dyadOf(hop.a, hop.b))));
    parts.push(h("p", { class: "quiet" }, summary(its)), ...entries(its, IN_HOP));
  }
  return parts;
}

function actions(node: number): HTMLElement {
  const path = h("button", { type: "button" }, said("Path to…"));
  path.addEventListener("click", () => {
    besides = true;
    find.focus();
  });
  const line = h("p", { class: "ways" }, path);
  if (canOpen(node)) {
    const more = h("button", { type: "button" }, said("Add its neighbours"));
    more.addEventListener("click", () => void openUp(node));
    line.append(more);
  }
  return line;
}

function summary(all: Tie[]): string {
  const counts = new Map<number, number>();
  for (const tie of all) counts.set(tie.kind, (counts.get(tie.kind) ?? 0) + 1);
  const most = [...counts].sort((one, two) => two[1] - one[1] || one[0] - two[0]);
  if (!most.length) return said("No tie passes the filters.");
  const total = counted("{n} tie", "{n} ties", all.length);
  return `${total}: ${most.map(([kind, n]) => said("{n} {kind}", { n: number(n), kind: kinds[kind]!.label })).join(", ")}`;
}

function neighbours(node: number, all: Tie[]): HTMLElement[] {
  const counts = new Map<number, number>();
  for (const tie of all) {
    const other = tie.a === node ? tie.b : tie.a;
    counts.set(other, (counts.get(other) ?? 0) + 1);
  }
  const most = [...counts].sort((one, two) => two[1] - one[1] || one[0] - two[0]).slice(0, 12);
  if (!most.length) return [];
  const line = h("p", { class: "ways" });
  for (const [other] of most) {
    const button = h("button", { type: "button", dir: "auto" }, nodes[other]!.label);
    button.addEventListener("click", () => choose([node, other]));
    line.append(button);
  }
  return [line];
}

// table

function row(tie: Tie): HTMLElement {
  return h(
    "tr", {},
    h("td", { class: "when" }, tie.when),
    h("td", { dir: "auto" }, link(says(tie, nodes), tie.href)),
    h("td", {}, kinds[tie.kind]!.label),
    h("td", { class: "number" }, amount(tie)),
    h("td", { dir: "auto" }, link(tie.source_title, tie.source)),
    h("td", { dir: "auto" }, place(tie.locator)),
  );
}

function showTable(): void {
  if (!document.getElementById("table")) return; // an answer has a table of its own
  const all = tiesOf();
  const rows = everything ? all : all.slice(0, SHOWN);
  byId("table").querySelector("tbody")!.replaceChildren(...rows.map(row));
  byId("twin-count").textContent = all.length === ties.length ? number(ties.length) : said("{shown} of {all}", { shown: number(all.length), all: number(ties.length) });
  byId("shown").textContent = said("{shown} of {all} shown", { shown: number(rows.length), all: number(all.length) });
  byId("all").hidden = rows.length === all.length;
}

// search

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function search(): void {
  const wanted = plain(find.value.trim());
  const found = wanted ? nodes.filter((node) => plain(node.label).includes(wanted)) : [];
  found.sort((one, two) => Number(plain(two.label).startsWith(wanted)) - Number(plain(one.label).startsWith(wanted)) || two.size - one.size);
  byId("found-count").textContent = wanted ? counted("{n} found", "{n} found", found.length) : "";
  byId("found").replaceChildren(
    ...found.slice(0, 12).map((node) => {
      const button = h("button", { type: "button", dir: "auto" }, node.label);
      button.addEventListener("click", (event) => pick(node.id, besides || event.shiftKey));
      return h("li", {}, button);
    }),
  );
}

function pick(node: number, more: boolean): void {
  find.value = "";
  search();
  choose([node], more);
}

find.addEventListener("input", search);
find.addEventListener("keydown", (event) => {
  const buttons = byId("found").querySelectorAll("button");
  if (event.key === "Enter") buttons[0]?.dispatchEvent(new MouseEvent("click", { shiftKey: event.shiftKey }));
  if (event.key === "ArrowDown") buttons[0]?.focus();
  if (event.key === "Enter" || event.key === "ArrowDown") event.preventDefault();
});
byId("found").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const buttons = [...byId("found").querySelectorAll("button")];
  const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
  (next ?? (step < 0 ? find : undefined))?.focus();
  event.preventDefault();
});

// keys on the drawing

const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

canvas.addEventListener("keydown", (event) => {
  const way = ARROWS[event.key];
  const node = state.chosen[0];
  if (way && event.shiftKey && node !== undefined) drawing.nudge(node, ...way);
  else if (way) {
    const next = drawing.towards(node, ...way);
    if (next !== undefined) choose([next]);
  } else if (event.key === "Enter" && node !== undefined) {
    const to = address(nodes[node]!.href);
    if (to) open(to, FRAMED ? "_blank" : "_self");
  } else if (event.key === "e" && node !== undefined) void openUp(node);
  else if (event.key === "+" || event.key === "=") drawing.zoom(1.25);
  else if (event.key === "-") drawing.zoom(0.8);
  else if (event.key === "Escape") choose([]);
  else return;
  later();
  event.preventDefault();
});

// neighbours of a node, from the server

function canOpen(node: number): boolean {
  return LIVE && payload.address !== "" && node !== payload.centre && !opened.includes(nodes[node]!.key) && pathOf(nodes[node]!) !== "";
}

async function openUp(node: number): Promise<void> {
  if (!canOpen(node)) return;
  const { label, key } = nodes[node]!;
  byId("drawn").textContent = said("Asking for the neighbours of {name} …", { name: label });
  try {
    const got = await grow(payload, ties, node);
    opened.push(key);
    order.unshift(...got.pairs);
    payload.most += got.pairs.length;
    for (const kind of got.kinds) addKind(kind);
    const parts = { name: label, seen: number(got.seen), of: number(got.of) };
    news = got.of > got.seen
      ? counted("{n} neighbour of {name} added, the {seen} of {of} with most kinds of ties looked at", "{n} neighbours of {name} added, the {seen} of {of} with most kinds of ties looked at", got.added, parts)
      : counted("{n} neighbour of {name} added", "{n} neighbours of {name} added", got.added, parts);
  } catch (error) {
    news = said("the neighbours of {name} did not come: {why}", { name: label, why: error instanceof Error ? error.message : String(error) });
  }
  update();
}

function addKind(at: number): void {
  const kind = kinds[at]!;
  state.kinds.add(at);
  const colour = kind.colour === "#000000" ? "currentColor" : kind.colour;
  const drawn = { x1: 0, x2: 36, y1: 6, y2: 6, stroke: colour, "stroke-width": 2.5, "stroke-dasharray": kind.dash };
  const picture = vector("svg", { viewBox: "0 0 36 12", "aria-hidden": "true" }, vector("line", drawn));
  const box = h("input", { type: "checkbox", value: kind.name });
  box.checked = true;
  byId("kinds").append(h("li", {}, h("label", {}, box, picture, h("bdi", {}, kind.label), h("span", { class: "count" }, said("added")))));
}

// filters and play

for (const id of ["size", "shade"] as const) {
  byId(id).addEventListener("change", (event) => {
    state[id] = (event.target as HTMLSelectElement).value;
    update();
  });
}

byId("kinds").addEventListener("change", () => {
  const boxes = [...document.querySelectorAll<HTMLInputElement>("#kinds input")];
  state.kinds = new Set(boxes.flatMap((box, at) => (box.checked ? [at] : [])));
  update();
});
document.getElementById("undated")?.addEventListener("change", (event) => {
  state.undated = (event.target as HTMLInputElement).checked;
  update();
});
for (const id of ["from", "to"] as const) {
  document.getElementById(id)?.addEventListener("input", (event) => {
    state[id] = Number((event.target as HTMLInputElement).value);
    if (state.from > state.to) state[id === "from" ? "to" : "from"] = state[id];
    stop();
    update();
  });
}

function stop(): void {
  clearInterval(playing);
  playing = 0;
  const button = document.getElementById("play");
  if (button) button.textContent = said("Play");
}

document.getElementById("play")?.addEventListener("click", () => {
  if (playing) return stop();
  const width = state.to >= last ? 0 : state.to - state.from;
  if (state.to >= last) [state.from, state.to] = [first, first];
  byId("play").textContent = said("Stop");
  update();
  const slowly = matchMedia("(prefers-reduced-motion: reduce)").matches;
  playing = window.setInterval(() => {
    if (state.to >= last) return stop();
    state.to += 1;
    state.from = state.to - width;
    update();
  }, slowly ? 2000 : 700);
});

// permalink

function remember(): void {
  if (FRAMED) return;
  const parts = new URLSearchParams();
  if (state.kinds.size < kinds.length) parts.set("kinds", [...state.kinds].map((at) => kinds[at]!.name).join(","));
  if (state.from > first || state.to < last) parts.set("years", `${state.from}-${state.to}`);
  if (!state.undated) parts.set("undated", "no");
  if (state.chosen.length) parts.set("at", JSON.stringify(state.chosen.map((at) => nodes[at]!.key)));
  if (state.size !== SIZE) parts.set("size", state.size);
  if (state.shade !== SHADE) parts.set("shade", state.shade);
  if (opened.length) parts.set("open", JSON.stringify(opened));
  if (drawing.pins.length) parts.set("pins", JSON.stringify(drawing.pins.map(([at, x, y]) => [nodes[at]!.key, x, y])));
  if (drawing.moved) parts.set("view", drawing.camera);
  const hash = parts.toString();
  // what is shown at first is not the same for good: the address says what it is
  const here = (LIVE && payload.address && spoken(payload.address)) || location.pathname + location.search;
  const wanted = hash ? `${here}#${hash}` : here;
  if (wanted !== location.pathname + location.search + location.hash) history.replaceState(null, "", wanted);
}

async function recall(): Promise<void> {
  const parts = new URLSearchParams(location.hash.slice(1));
  state = fresh();
  const names = parts.get("kinds");
  if (names !== null) state.kinds = new Set([...kinds.keys()].filter((at) => names.split(",").includes(kinds[at]!.name)));
  const years = /^(\d+)-(\d+)$/.exec(parts.get("years") ?? "");
  if (years) [state.from, state.to] = [Math.max(first, Number(years[1])), Math.min(last, Number(years[2]))];
  state.undated = parts.get("undated") !== "no";
  for (const id of ["size", "shade"] as const) {
    const wanted = parts.get(id);
    if ([...byId<HTMLSelectElement>(id).options].some((one) => one.value === wanted)) state[id] = wanted!;
  }
  const numbered = (key: string): number => nodes.findIndex((node) => node.key === key);
  const wanted = keys(parts.get("open")).slice(0, MOST_OPENED);
  if (LIVE && wanted.length) update();
  for (const key of wanted) if (numbered(key) >= 0) await openUp(numbered(key));
  state.chosen = keys(parts.get("at")).map(numbered).filter((at) => at >= 0).slice(0, 2);
  const pins = list(parts.get("pins")).filter((one): one is [string, number, number] => Array.isArray(one) && [one[1], one[2]].every(Number.isFinite));
  if (pins.length || drawing.pins.length) drawing.pins = pins.map(([key, x, y]): [number, number, number] => [numbered(key), x, y]).filter(([at]) => at >= 0);
  const view = parts.get("view");
  if (view) drawing.camera = view;
  update();
}

function list(text: string | null): unknown[] {
  try {
    const found: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

function keys(text: string | null): string[] {
  return list(text).filter((one) => typeof one === "string");
}

// take away

const FILE = payload.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase() || "network";

byId("png").addEventListener("click", () => png(drawing).toBlob((blob) => blob && save(`${FILE}.png`, blob)));
byId("svg").addEventListener("click", () => {
  const text = new XMLSerializer().serializeToString(svg(drawing));
  save(`${FILE}.svg`, new Blob([text], { type: "image/svg+xml" }));
});
byId("csv").addEventListener("click", () => {
  const head = "from,to,kind,start,end,year,value,unit,when,sentence,source,source_title,locator,iri";
  const lines = passing.map((tie) =>
    [
      nodes[tie.a]!.label, nodes[tie.b]!.label, kinds[tie.kind]!.name, tie.start, tie.end, tie.year, tie.value, tie.unit,
      tie.when, says(tie, nodes), tie.source, tie.source_title, tie.locator, tie.iri,
    ].map(field).join(","),
  );
  const citation = `# ${payload.citation.replace(/\s+/g, " ")}`;
  save(`${FILE}.csv`, new Blob(["\ufeff", [citation, head, ...lines].join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }));
});
byId("link").hidden = FRAMED;
byId("link").addEventListener("click", () => {
  remember();
  void copy(location.href, byId<HTMLButtonElement>("link"));
});
byId("reset").addEventListener("click", () => {
  stop();
  state = fresh();
  everything = false;
  drawing.home();
  update();
});
document.getElementById("all")?.addEventListener("click", () => {
  everything = true;
  showTable();
});

// start

function paintGroups(): void {
  document.querySelectorAll<HTMLElement>("#groups [data-group]").forEach((item) => {
    item.querySelector("circle")?.setAttribute("fill", shade(Number(item.dataset["group"]), theme().dark));
  });
}

let soon = 0;

function later(): void {
  clearTimeout(soon);
  soon = window.setTimeout(remember, 150);
}

/** Draw the page's network; what ``make`` gives does the drawing. */
export function start(make: (box: HTMLElement, payload: Payload, events: Events) => Drawing): void {
  drawing = make(canvas, payload, {
    pick: (picked, more) => choose(picked, more || besides),
    open: (node) => void openUp(node),
    moved: later,
  });
  paintGroups();
  void recall().then(() => (document.documentElement.dataset["drawn"] = "yes"));
  addEventListener("hashchange", () => void recall());
  const again = (): void => {
    paintGroups();
    update();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  for (const print of ["beforeprint", "afterprint"]) addEventListener(print, again);
  new ResizeObserver(() => drawing.resize()).observe(canvas);
}
