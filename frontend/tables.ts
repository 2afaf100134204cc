// Tables whose rows can be sorted, filtered and folded.

import { h } from "./dom";
import { LANG, amountOf, said } from "./words";

const FILTER_FROM = 20;

function keyOf(cell: HTMLTableCellElement | undefined): string {
  return cell?.dataset["key"] ?? cell?.textContent?.trim() ?? "";
}

function compare(one: string, two: string, numeric: boolean): number {
  if (!numeric) return one.localeCompare(two, LANG, { numeric: true });
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
  if (count) count.textContent = shown.size === rows.length ? "" : said("{shown} of {all}", { shown: shown.size, all: fitting.length });
  const more = tools?.querySelector<HTMLButtonElement>("[data-more]");
  if (more) more.hidden = shown.size === fitting.length;
}

function foldable(table: HTMLTableElement): void {
  const rows = table.tBodies[0]?.rows.length ?? 0;
  if (rows < FILTER_FROM) return;
  const entry = { text: "", most: Number(table.dataset["shown"] ?? 40) };
  wanted.set(table, entry);
  const filter = h("input", { type: "search", "aria-label": said("Filter these rows"), placeholder: said("Filter") });
  filter.addEventListener("input", () => {
    entry.text = filter.value.trim().toLowerCase();
    refresh(table);
  });
  const more = h("button", { type: "button", "data-more": "" }, said("Show all"));
  more.addEventListener("click", () => {
    entry.most = Infinity;
    refresh(table);
  });
  const tools = h("p", { class: "tools" }, filter, h("output"), more);
  table.before(tools);
  refresh(table);
}

/** Lets the rows of a table be sorted, and those of a long one be filtered and folded. */
export function enliven(table: HTMLTableElement): void {
  sortable(table);
  foldable(table);
}

/** Shows all rows that fit the filter, as in print. */
export function unfold(table: HTMLTableElement): void {
  const entry = wanted.get(table);
  if (entry) entry.most = Infinity;
  refresh(table);
}
