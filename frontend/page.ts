// What every page may use: tables that sort and fold, search suggestions, evidence that closes.

import { FRAMED, copy, field, h, save } from "./dom";
import { keeping } from "./keep";

interface Suggestion {
  label: string;
  name: string;
  kind: string;
  href: string;
}

const FILTER_FROM = 20;

// tables

function keyOf(cell: HTMLTableCellElement | undefined): string {
  return cell?.dataset["key"] ?? cell?.textContent?.trim() ?? "";
}

function amountOf(text: string): number {
  const found = /-?[\d,]+(?:\.\d+)?/.exec(text);
  return found ? Number(found[0].replaceAll(",", "")) : NaN;
}

function compare(one: string, two: string, numeric: boolean): number {
  if (!numeric) return one.localeCompare(two, "en", { numeric: true });
  const [a, b] = [amountOf(one), amountOf(two)];
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}

function sortable(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  if (!body || body.rows.length < 3) return;
  [...(table.tHead?.rows[0]?.cells ?? [])].forEach((head, at) => {
    const button = h("button", { type: "button" }, head.textContent ?? "");
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("[aria-sort]").forEach((one) => one.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const numeric = head.classList.contains("number");
      const rows = [...body.rows].sort((one, two) => compare(keyOf(one.cells[at]), keyOf(two.cells[at]), numeric));
      body.append(...(down ? rows.reverse() : rows));
      refresh(table);
    });
  });
}

const wanted = new WeakMap<HTMLTableElement, { text: string; most: number }>();

function refresh(table: HTMLTableElement): void {
  const { text, most } = wanted.get(table) ?? { text: "", most: Infinity };
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  const fitting = rows.filter((row) => (row.textContent ?? "").toLowerCase().includes(text));
  const shown = new Set(fitting.slice(0, most));
  for (const row of rows) row.hidden = !shown.has(row);
  const tools = table.previousElementSibling;
  const count = tools?.querySelector("output");
  if (count) count.textContent = shown.size === rows.length ? "" : `${shown.size} of ${fitting.length}`;
  const more = tools?.querySelector<HTMLButtonElement>("[data-more]");
  if (more) more.hidden = shown.size === fitting.length;
}

function foldable(table: HTMLTableElement): void {
  const rows = table.tBodies[0]?.rows.length ?? 0;
  if (rows < FILTER_FROM) return;
  const entry = { text: "", most: Number(table.dataset["shown"] ?? 40) };
  wanted.set(table, entry);
  const filter = h("input", { type: "search", "aria-label": "Filter these rows", placeholder: "Filter" });
  filter.addEventListener("input", () => {
    entry.text = filter.value.trim().toLowerCase();
    refresh(table);
  });
  const more = h("button", { type: "button", "data-more": "" }, "Show all");
  more.addEventListener("click", () => {
    entry.most = Infinity;
    refresh(table);
  });
  const tools = h("p", { class: "tools" }, filter, h("output"), more);
  if (table.dataset["csv"]) tools.append(download(table, table.dataset["csv"]));
  table.before(tools);
  refresh(table);
}

function download(table: HTMLTableElement, name: string): HTMLButtonElement {
  const button = h("button", { type: "button" }, "CSV");
  button.addEventListener("click", () => {
    const lines = [...table.rows].map((row) => [...row.cells].map((cell) => field(cell.textContent?.trim() ?? "")).join(","));
    save(`${name}.csv`, new Blob(["\ufeff", lines.join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }));
  });
  return button;
}

document.querySelectorAll<HTMLTableElement>("table[data-sortable]").forEach((table) => {
  sortable(table);
  foldable(table);
});
keeping();

// evidence and citations

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector<HTMLDetailsElement>(".mark[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary")?.focus();
});
document.addEventListener("click", (event) => {
  const at = event.target as Element;
  document.querySelectorAll<HTMLDetailsElement>(".mark[open]").forEach((mark) => {
    if (!mark.contains(at)) mark.open = false;
  });
});
document.querySelectorAll<HTMLElement>(".citation").forEach((citation) => {
  const button = h("button", { type: "button" }, "Copy");
  const text = citation.textContent ?? "";
  button.addEventListener("click", () => void copy(text, button));
  citation.after(button);
});
addEventListener("beforeprint", () => {
  document.querySelectorAll<HTMLTableElement>("table[data-sortable]").forEach((table) => {
    const entry = wanted.get(table);
    if (entry) entry.most = Infinity;
    refresh(table);
  });
});

// in a notebook's frame an address like #sources would be one of the notebook, and most sites refuse

if (FRAMED) {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a[href]");
    const to = link?.getAttribute("href") ?? "";
    if (!to.startsWith("#")) return link?.setAttribute("target", "_blank");
    event.preventDefault();
    const at = document.getElementById(decodeURIComponent(to.slice(1)));
    at?.scrollIntoView();
    at?.focus();
  });
}

// search suggestions, on served pages only: the editable combobox with a list of WAI-ARIA APG

function suggest(input: HTMLInputElement, number: number): void {
  const id = `suggestions-${number}`;
  const list = h("ul", { class: "suggestions", id, role: "listbox", "aria-label": "Suggestions" });
  list.hidden = true;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": id, "aria-expanded": "false", "aria-autocomplete": "list" })) {
    input.setAttribute(name, value);
  }
  input.after(list);
  // where two states are asked for, what is chosen is what is sent
  const dyads = input.dataset["suggest"] === "dyad";
  const go = (href: string): void => {
    if (!dyads) return location.assign(href);
    input.value = href;
    input.form?.requestSubmit();
  };
  let asked = 0;
  let timer = 0;
  let at = -1;
  const mark = (next: number): void => {
    const items = [...list.children];
    at = next;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    const item = items[at];
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
    item?.scrollIntoView({ block: "nearest" });
  };
  const show = (found: Suggestion[]): void => {
    clearTimeout(timer);
    asked++; // what is still on its way comes too late
    list.replaceChildren(...found.map((one, place) => option(one, `${id}-${place}`, go)));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    mark(-1);
  };
  const close = (): void => show([]);
  const ask = async (): Promise<void> => {
    const mine = ++asked;
    const text = input.value.trim();
    // one letter says little, but one sign of Chinese may be a word
    if (/^[\x00-\x7f]?$/.test(text)) return close();
    const found = (await look(text)).filter((one) => !dyads || /^\/(dyad|state)\//.test(String(one.href)));
    if (mine === asked) show(found);
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    mark(-1);
    timer = window.setTimeout(() => void ask(), 120);
  });
  input.addEventListener("keydown", (event) => {
    // keys that write a sign of Chinese, say, choose nothing here
    if (event.isComposing) return;
    const last = list.children.length - 1;
    if (list.hidden) {
      if (event.key !== "ArrowDown") return;
      void ask();
    } else if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") mark(at < last ? at + 1 : 0);
    else if (event.key === "ArrowUp") mark(at > 0 ? at - 1 : last);
    else if (event.key === "Enter" && at >= 0) (list.children[at] as HTMLElement).click();
    else {
      if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) mark(-1);
      return;
    }
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  input.addEventListener("blur", close);
}

async function look(text: string): Promise<Suggestion[]> {
  try {
    const answer = await fetch(`/search?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
    const found: unknown = answer.ok ? await answer.json() : [];
    return Array.isArray(found) ? (found as Suggestion[]).slice(0, 12) : [];
  } catch {
    return [];
  }
}

function option(one: Suggestion, id: string, go: (href: string) => void): HTMLElement {
  const names = h("span", {}, h("bdi", {}, String(one.label)));
  if (one.name) names.append(" ", h("bdi", { class: "quiet" }, String(one.name)));
  const item = h("li", { id, role: "option", "aria-selected": "false" }, names, " ", h("span", { class: "quiet" }, String(one.kind)));
  item.addEventListener("click", () => {
    const href = String(one.href);
    if (/^\/(?![/\\])/.test(href)) go(href);
  });
  return item;
}

document.querySelectorAll<HTMLInputElement>("input[data-suggest]").forEach(suggest);

// "/" leads to the search box, as on many sites
document.addEventListener("keydown", (event) => {
  const typing = (event.target as Element).closest("input, textarea, select");
  const box = document.querySelector<HTMLInputElement>("input[data-suggest]");
  if (event.key !== "/" || typing || !box) return;
  event.preventDefault();
  box.focus();
});

