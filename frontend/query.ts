// The query page: a text box, an answer as a table, and an address that holds both.

import { byId, copy, field, h, link, save } from "./dom";

interface Term {
  type: string;
  value: string;
  datatype?: string;
  "xml:lang"?: string;
}

interface Answer {
  head: { vars?: string[] };
  results?: { bindings: Record<string, Term | undefined>[] };
  boolean?: boolean;
}

const ID = "https://w3id.org/comity/";
const SHOWN = 500;
const form = byId<HTMLFormElement>("query");
const box = byId<HTMLTextAreaElement>("text");
const run = byId<HTMLButtonElement>("run");
const csv = byId<HTMLButtonElement>("csv");
const answer = byId("answer");
const status = byId("status");
const choice = document.querySelector<HTMLSelectElement>("#question");
let escaped = false;
let running: AbortController | null = null;
let latest: Answer | null = null;

function numeric(term: Term | undefined): boolean {
  return /(integer|decimal|double|float)$/.test(term?.datatype ?? "");
}

function cell(term: Term | undefined): HTMLTableCellElement {
  if (!term) return h("td");
  if (term.type === "uri") {
    const ours = term.value.startsWith(ID);
    const label = ours ? term.value.slice(ID.length).replace(/^id\//, "") : term.value;
    return h("td", {}, link(label, term.value));
  }
  const attributes: Record<string, string> = numeric(term) ? { class: "number" } : { dir: "auto" };
  if (term["xml:lang"]) attributes["lang"] = term["xml:lang"];
  return h("td", attributes, term.value);
}

function table(found: Answer): HTMLElement[] {
  const names = found.head.vars ?? [];
  const rows = found.results?.bindings ?? [];
  const body = h("tbody");
  const fill = (some: typeof rows): void => body.append(...some.map((row) => h("tr", {}, ...names.map((name) => cell(row[name])))));
  fill(rows.slice(0, SHOWN));
  const head = h("thead", {}, h("tr", {}, ...names.map((name) => h("th", numeric(rows[0]?.[name]) ? { scope: "col", class: "number" } : { scope: "col" }, name))));
  const shown: HTMLElement[] = [
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Answer" }, h("table", {}, head, body)),
  ];
  if (rows.length > SHOWN) {
    const more = h("button", { type: "button" }, `Show all ${rows.length.toLocaleString("en")}`);
    more.addEventListener("click", () => {
      fill(rows.slice(SHOWN));
      more.remove();
    });
    shown.push(more);
  }
  return shown;
}

function show(found: Answer, seconds: string): void {
  latest = found.results ? found : null;
  csv.disabled = !latest;
  if (typeof found.boolean === "boolean") {
    answer.replaceChildren(h("p", { class: "lead" }, found.boolean ? "Yes." : "No."));
    status.textContent = `${seconds} s`;
    return;
  }
  const count = found.results?.bindings.length ?? 0;
  status.textContent = `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"} in ${seconds} s`;
  answer.replaceChildren(...(count ? table(found) : []));
}

function fail(words: string): void {
  latest = null;
  csv.disabled = true;
  status.textContent = "";
  answer.replaceChildren(h("p", { class: "error", role: "alert" }, words));
}

async function ask(): Promise<void> {
  running?.abort();
  const mine = (running = new AbortController());
  history.replaceState(null, "", `#${new URLSearchParams({ query: box.value })}`);
  const start = performance.now();
  status.textContent = "Running …";
  run.textContent = "Run again";
  try {
    const reply = await fetch("/sparql", {
      method: "POST",
      headers: { Accept: "application/sparql-results+json" },
      body: new URLSearchParams({ query: box.value }),
      signal: mine.signal,
    });
    const text = await reply.text();
    const seconds = ((performance.now() - start) / 1000).toFixed(2);
    if (!reply.ok) return fail(text.trim() || `The server answered ${reply.status} ${reply.statusText}.`);
    if (!reply.headers.get("Content-Type")?.includes("json")) return plain(text, seconds);
    show(JSON.parse(text) as Answer, seconds);
  } catch (error) {
    if (!mine.signal.aborted) fail(`The server did not answer: ${String(error)}`);
  } finally {
    if (running === mine) run.textContent = "Run";
  }
}

/** CONSTRUCT and DESCRIBE answer in Turtle or the like. */
function plain(text: string, seconds: string): void {
  status.textContent = `${seconds} s`;
  answer.replaceChildren(h("pre", { tabindex: "0" }, h("code", {}, text)));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void ask();
});
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    void ask();
  } else if (event.key === "Tab" && !event.shiftKey && !escaped) {
    event.preventDefault();
    box.setRangeText("  ", box.selectionStart, box.selectionEnd, "end");
  }
  escaped = event.key === "Escape";
});
choice?.addEventListener("change", () => {
  if (choice.value) box.value = choice.value;
});
csv.addEventListener("click", () => {
  if (!latest) return;
  const names = latest.head.vars ?? [];
  const lines = (latest.results?.bindings ?? []).map((row) => names.map((name) => field(row[name]?.value ?? null)).join(","));
  save("answer.csv", new Blob(["\ufeff", [names.join(","), ...lines].join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }));
});
byId<HTMLButtonElement>("copy").addEventListener("click", (event) => {
  history.replaceState(null, "", `#${new URLSearchParams({ query: box.value })}`);
  void copy(location.href, event.currentTarget as HTMLButtonElement);
});

const held = new URLSearchParams(location.hash.slice(1)).get("query");
if (held) box.value = held;
