// A network page: filters that are the legend, selection, table, permalink and exports.

import { FRAMED, LIVE, address, byId, copy, field, h, link, place, save } from "./dom";
import { Drawing, shade } from "./drawing";
import { theme } from "./theme";
import { amount, says, unpack, type GraphEdge, type Payload, type Tie } from "./ties";

const payload = JSON.parse(byId("payload").textContent ?? "") as Payload;
const { nodes, kinds } = payload;
const ties = unpack(payload);
const rank = new Map(payload.pairs.map((code, at) => [code, at]));
const SHOWN = 100;
const IN_PANEL = 40;
const number = (n: number): string => n.toLocaleString("en");
const pairOf = (tie: Tie): number => Math.min(tie.a, tie.b) * nodes.length + Math.max(tie.a, tie.b);

interface State {
  kinds: Set<number>;
  from: number;
  to: number;
  undated: boolean;
  chosen: number[];
}

const [first, last] = payload.years ?? [0, 0];
const fresh = (): State => ({ kinds: new Set(kinds.keys()), from: first, to: last, undated: true, chosen: [] });
let state = fresh();
let passing: Tie[] = ties;
let everything = false;
let playing = 0;

const canvas = byId("canvas");
const panel = byId("panel");
const find = byId<HTMLInputElement>("find");
const drawing = new Drawing(canvas, payload, (picked) => choose(picked));
drawing.watch();

function filtered(): boolean {
  return state.kinds.size < kinds.length || state.from > first || state.to < last || !state.undated;
}

function passes(tie: Tie): boolean {
  if (!state.kinds.has(tie.kind)) return false;
  return tie.dated ? tie.first <= state.to && tie.last >= state.from : state.undated;
}

/** One edge for each pair and kind, of the pairs that say most. */
function aggregate(found: Tie[]): { edges: GraphEdge[]; pairs: number } {
  const edges = new Map<string, GraphEdge>();
  const pairs = new Set<number>();
  for (const tie of found) if (tie.a !== tie.b) pairs.add(pairOf(tie));
  const drawn = new Set([...pairs].sort((one, two) => rank.get(one)! - rank.get(two)!).slice(0, payload.most));
  for (const tie of found) {
    const pair = pairOf(tie);
    if (!drawn.has(pair)) continue;
    const id = `${pair}:${tie.kind}`;
    const edge = edges.get(id);
    if (edge) edge.ties += 1;
    else edges.set(id, { from: Math.min(tie.a, tie.b), to: Math.max(tie.a, tie.b), kind: tie.kind, ties: 1 });
  }
  return { edges: [...edges.values()].sort((one, two) => one.kind - two.kind), pairs: pairs.size };
}

function update(): void {
  passing = filtered() ? ties.filter(passes) : ties;
  const { edges, pairs } = filtered() ? aggregate(passing) : { edges: payload.edges, pairs: payload.pairs.length };
  drawing.draw(edges, state.chosen);
  const drawn = Math.min(pairs, payload.most);
  byId("drawn").textContent = `${number(drawn)} of ${number(pairs)} pairs drawn${drawn < pairs ? " (disparity filter)" : ""}`;
  controls();
  showPanel();
  showTable();
  remember();
}

function controls(): void {
  document.querySelectorAll<HTMLInputElement>("#kinds input").forEach((box, at) => (box.checked = state.kinds.has(at)));
  const undated = document.querySelector<HTMLInputElement>("#undated");
  if (undated) undated.checked = state.undated;
  if (!document.getElementById("time")) return;
  byId<HTMLInputElement>("from").value = String(state.from);
  byId<HTMLInputElement>("to").value = String(state.to);
  byId("years").textContent = state.from === state.to ? String(state.from) : `${state.from} to ${state.to}`;
}

// selection

function choose(picked: number[]): void {
  state.chosen = picked;
  if (picked.length === 1) drawing.reveal(picked[0]!);
  update();
}

function tiesOf(chosen: number[]): Tie[] {
  return passing.filter((tie) => chosen.every((node) => tie.a === node || tie.b === node));
}

function entry(tie: Tie): HTMLElement {
  const said = h("p", { dir: "auto" }, h("span", { class: "when" }, tie.when), says(tie, nodes));
  if (tie.value !== null) said.append(`: ${amount(tie)}`);
  const from = h("p", { class: "from", dir: "auto" }, link(tie.source_title || "no source named", tie.source));
  if (tie.locator) from.append(", ", place(tie.locator));
  if (address(tie.href)) from.append(" · ", link("record", tie.href));
  return h("div", { class: "tie" }, said, from);
}

function showPanel(): void {
  const [a, b] = state.chosen;
  if (a === undefined) {
    panel.replaceChildren(h("p", { class: "quiet" }, "Choose a node or a line to read its ties and who says so."));
    return;
  }
  const found = tiesOf(state.chosen);
  const head = h("p", { class: "head" }, link(nodes[a]!.label, nodes[a]!.href));
  if (b !== undefined) head.append(" – ", link(nodes[b]!.label, nodes[b]!.href));
  const parts: HTMLElement[] = [head, h("p", { class: "quiet" }, summary(found))];
  if (b === undefined) parts.push(...neighbours(a, found));
  parts.push(...found.slice(0, IN_PANEL).map(entry));
  if (found.length > IN_PANEL) {
    const more = h("button", { type: "button" }, `Show all ${number(found.length)}`);
    more.addEventListener("click", () => more.replaceWith(...found.slice(IN_PANEL).map(entry)));
    parts.push(more);
  }
  panel.replaceChildren(...parts);
  panel.scrollTop = 0;
}

function summary(found: Tie[]): string {
  const counts = new Map<number, number>();
  for (const tie of found) counts.set(tie.kind, (counts.get(tie.kind) ?? 0) + 1);
  const most = [...counts].sort((one, two) => two[1] - one[1] || one[0] - two[0]);
  const total = `${number(found.length)} ${found.length === 1 ? "tie" : "ties"}`;
  return most.length ? `${total}: ${most.map(([kind, n]) => `${number(n)} ${kinds[kind]!.label}`).join(", ")}` : "No tie passes the filters.";
}

function neighbours(node: number, found: Tie[]): HTMLElement[] {
  const counts = new Map<number, number>();
  for (const tie of found) {
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
  const found = state.chosen.length ? tiesOf(state.chosen) : passing;
  const rows = everything ? found : found.slice(0, SHOWN);
  byId("table").querySelector("tbody")!.replaceChildren(...rows.map(row));
  byId("twin-count").textContent = found.length === ties.length ? number(ties.length) : `${number(found.length)} of ${number(ties.length)}`;
  byId("shown").textContent = `${number(rows.length)} of ${number(found.length)} shown`;
  byId("all").hidden = rows.length === found.length;
}

// search

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function search(): void {
  const wanted = plain(find.value.trim());
  const found = wanted ? nodes.filter((node) => plain(node.label).includes(wanted)) : [];
  found.sort((one, two) => Number(plain(two.label).startsWith(wanted)) - Number(plain(one.label).startsWith(wanted)) || two.size - one.size);
  byId("found-count").textContent = wanted ? `${found.length} found` : "";
  byId("found").replaceChildren(
    ...found.slice(0, 12).map((node) => {
      const button = h("button", { type: "button", dir: "auto" }, node.label);
      button.addEventListener("click", () => pick(node.id));
      return h("li", {}, button);
    }),
  );
}

function pick(node: number): void {
  find.value = "";
  search();
  choose([node]);
}

find.addEventListener("input", search);
find.addEventListener("keydown", (event) => {
  const buttons = byId("found").querySelectorAll("button");
  if (event.key === "Enter") buttons[0]?.click();
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
  if (way) {
    const next = drawing.towards(node, ...way);
    if (next !== undefined) choose([next]);
  } else if (event.key === "Enter" && node !== undefined) {
    const to = address(nodes[node]!.href);
    if (to) open(to, FRAMED ? "_blank" : "_self");
  } else if (event.key === "+" || event.key === "=") drawing.zoom(1.25);
  else if (event.key === "-") drawing.zoom(0.8);
  else if (event.key === "Escape") choose([]);
  else return;
  event.preventDefault();
});

// filters and play

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
  if (button) button.textContent = "Play";
}

document.getElementById("play")?.addEventListener("click", () => {
  if (playing) return stop();
  const width = state.to >= last ? 0 : state.to - state.from;
  if (state.to >= last) [state.from, state.to] = [first, first];
  byId("play").textContent = "Stop";
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
  if (drawing.moved) parts.set("view", drawing.camera);
  const hash = parts.toString();
  // what is shown at first is not the same for good: the address says what it is
  const here = (LIVE && payload.address) || location.pathname + location.search;
  const wanted = hash ? `${here}#${hash}` : here;
  if (wanted !== location.pathname + location.search + location.hash) history.replaceState(null, "", wanted);
}

function recall(): void {
  const parts = new URLSearchParams(location.hash.slice(1));
  state = fresh();
  const names = parts.get("kinds");
  if (names !== null) state.kinds = new Set([...kinds.keys()].filter((at) => names.split(",").includes(kinds[at]!.name)));
  const years = /^(\d+)-(\d+)$/.exec(parts.get("years") ?? "");
  if (years) [state.from, state.to] = [Math.max(first, Number(years[1])), Math.min(last, Number(years[2]))];
  state.undated = parts.get("undated") !== "no";
  state.chosen = keys(parts.get("at")).map((key) => nodes.findIndex((node) => node.key === key)).filter((at) => at >= 0).slice(0, 2);
  const view = parts.get("view");
  if (view) drawing.camera = view;
}

function keys(text: string | null): string[] {
  try {
    const found: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

// take away

const FILE = payload.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase() || "network";

byId("png").addEventListener("click", () => drawing.png().toBlob((blob) => blob && save(`${FILE}.png`, blob)));
byId("svg").addEventListener("click", () => {
  const text = new XMLSerializer().serializeToString(drawing.svg());
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
byId("all").addEventListener("click", () => {
  everything = true;
  showTable();
});

// start

function paintGroups(): void {
  document.querySelectorAll<HTMLElement>("#groups [data-group]").forEach((item) => {
    item.querySelector("circle")?.setAttribute("fill", shade(Number(item.dataset["group"]), theme().dark));
  });
}

recall();
paintGroups();
update();
canvas.addEventListener("pointerup", () => setTimeout(remember, 50));
canvas.addEventListener("wheel", () => setTimeout(remember, 300), { passive: true });
addEventListener("hashchange", () => {
  recall();
  update();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  paintGroups();
  update();
});
new ResizeObserver(() => drawing.resize()).observe(canvas);
document.documentElement.dataset["drawn"] = "yes";
