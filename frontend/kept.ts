// The page of what is kept: its own order and notes, and what is taken away with them.

import { BASE, byId, copy, field, h, save } from "./dom";
import { collected, keep, kept, type Kept } from "./keep";
import { said } from "./words";

interface Row {
  path: string;
  when: string;
  what: string;
  value: string;
  source: string;
  licence: string;
  locator: string;
  iri: string;
}
interface Payload {
  rows: Row[];
  bibtex: string;
}

const COLUMNS = ["when", "what", "value", "source", "licence", "locator", "iri"] as const;
const given = (new URLSearchParams(location.search).get("records") ?? "").split(",").filter(Boolean);
const paths = kept().map((one) => one.path);
const own = given.join() === paths.join();

// a collection is always shown at the address that names it
if (!given.length && paths.length) location.replace(collected(paths));

function button(label: string, act: () => void, more: Record<string, string> = {}): HTMLButtonElement {
  const made = h("button", { type: "button", ...more }, label) as HTMLButtonElement;
  made.addEventListener("click", act);
  return made;
}

/** Changes what is kept, notes of a moment ago included, and shows it with the focus on a control. */
function change(made: (all: Kept[]) => Kept[], focus: string): void {
  const next = made(kept());
  const why = keep(next);
  const to = collected(next.map((one) => one.path));
  if (why) byId("told").textContent = why;
  // an address that differs after the # alone would not be asked for again
  else if (to === location.pathname + location.search) location.reload();
  else location.replace(next.length ? `${to}#${focus}` : to);
}

function move(at: number, to: number, focus: string): void {
  change((all) => {
    all.splice(to, 0, ...all.splice(at, 1));
    return all;
  }, focus);
}

const without = (path: string) => (all: Kept[]) => all.filter((one) => one.path !== path);

// notes and order, where what is shown is what is kept here

const { rows, bibtex } = JSON.parse(document.getElementById("payload")?.textContent ?? '{"rows":[],"bibtex":""}') as Payload;

const noteOf = (path: string): string => kept().find((one) => one.path === path)?.note ?? "";

function tools(row: Row): HTMLElement[] {
  const at = paths.indexOf(row.path);
  const [up, down] = [
    button("↑", () => move(at, at - 1, at === 1 ? "down-0" : `up-${at - 1}`), { id: `up-${at}`, "aria-label": said("Move up: {what}", { what: row.what }) }),
    button("↓", () => move(at, at + 1, at + 2 === paths.length ? `up-${at + 1}` : `down-${at + 1}`), { id: `down-${at}`, "aria-label": said("Move down: {what}", { what: row.what }) }),
  ];
  [up.disabled, down.disabled] = [at === 0, at === paths.length - 1];
  const away = button(said("Remove"), () => change(without(row.path), `away-${Math.min(at, paths.length - 2)}`), {
    id: `away-${at}`,
    "aria-label": said("Remove: {what}", { what: row.what }),
  });
  const note = h("textarea", { rows: "1", "aria-label": said("Note on: {what}", { what: row.what }), maxlength: "1000", dir: "auto" }) as HTMLTextAreaElement;
  note.value = noteOf(row.path);
  note.addEventListener("input", () => {
    const all = kept();
    for (const one of all) if (one.path === row.path) one.note = note.value;
    const why = keep(all);
    if (why) byId("told").textContent = why;
  });
  return [h("td", { class: "note" }, note), h("td", { class: "order" }, up, " ", down, " ", away)];
}

function arrange(): void {
  const table = document.querySelector<HTMLTableElement>("#kept");
  table?.tHead?.rows[0]?.append(h("th", { scope: "col" }, said("Note")), h("th", { scope: "col", class: "order" }, said("Order")));
  rows.forEach((row, at) => table?.tBodies[0]?.rows[at]?.append(...tools(row)));
  // what the graph does not have has no row to remove it by
  const shown = new Set(rows.map((row) => row.path));
  document.querySelectorAll<HTMLElement>("#absent ~ ul li").forEach((item) => {
    const path = item.textContent ?? "";
    if (!shown.has(path)) item.append(" ", button(said("Remove"), () => change(without(path), "told"), { "aria-label": said("Remove: {what}", { what: path }) }));
  });
  document.getElementById(decodeURIComponent(location.hash.slice(1)))?.focus();
}

function offer(): void {
  const fresh = given.filter((path) => !paths.includes(path));
  const more = button(paths.length ? said("Keep these too") : said("Keep these"), () => change((all) => [...all, ...fresh.map((path) => ({ path, note: "" }))], "told"));
  const ways = h("p", { class: "ways tools" }, fresh.length ? more : said("All of these are kept here, among others or in another order."));
  if (paths.length) ways.append(" ", h("a", { href: collected(paths) }, said("What is kept here ({n})", { n: paths.length })));
  byId("told").after(ways);
}

// take away

function csv(): string {
  const lines = rows.map((row) => [...COLUMNS.map((name) => row[name]), noteOf(row.path)].map(field).join(","));
  return ["\ufeff" + [...COLUMNS, "note"].join(","), ...lines, ""].join("\r\n");
}

const plain = (text: string): string => text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]()<>#+\-.!|~&:]/g, "\\$&");

function markdown(): string {
  const items = rows.map((row, at) => {
    const line = [row.when, row.what, row.value].filter(Boolean).map(plain).join(", ");
    const from = [said("Source: {source}", { source: row.source }), row.locator, said("Licence: {licence}", { licence: row.licence || said("not stated") })].filter(Boolean).map(plain).join("; ");
    const note = noteOf(row.path);
    return `${at + 1}. ${line}\n   ${from}\n   <${row.iri}>\n${note ? `\n   ${said("Note: {note}", { note: plain(note) })}\n` : ""}`;
  });
  const sources = bibtex.split("\n").map((line) => `    ${line}`);
  return `# ${said("Kept from comity")}\n\n${items.join("\n")}\n## ${said("Sources in BibTeX")}\n\n${sources.join("\n")}\n`;
}

/** This page as a file that asks nothing of any server: without scripts and forms, notes as text. */
function offline(): string {
  // an element on its own, as a whole document would have its style refused once more
  const page = document.documentElement.cloneNode(true) as HTMLElement;
  page.querySelectorAll("script, form, nav, button, .skip, .order, .keep, .tools, .bottom .ways").forEach((one) => one.remove());
  page.querySelectorAll("td.note").forEach((cell, at) => {
    cell.textContent = noteOf(rows[at]?.path ?? "");
  });
  page.querySelectorAll<HTMLAnchorElement>("a[href^='/']").forEach((link) => {
    const to = link.getAttribute("href") ?? "";
    if (/^\/(id|graph|ns)\b/.test(to)) link.setAttribute("href", BASE + to.slice(1));
    else link.replaceWith(...link.childNodes);
  });
  const policy = page.querySelector("meta[http-equiv=Content-Security-Policy]");
  const style = /style-src [^;]*/.exec(policy?.getAttribute("content") ?? "")?.[0] ?? "";
  policy?.setAttribute("content", `default-src 'none'; ${style}; img-src data:; base-uri 'none'; form-action 'none'`);
  delete page.dataset["live"];
  return `<!doctype html>\n${page.outerHTML}\n`;
}

function take(): void {
  const give = (name: string, type: string, made: () => string) => () => save(`kept.${name}`, new Blob([made()], { type: `${type};charset=utf-8` }));
  const link = button(said("Copy link"), () => void copy(location.href.replace(/#.*/, ""), link));
  byId("take").append(
    button(said("CSV with notes"), give("csv", "text/csv", csv)), " ",
    button("Markdown", give("md", "text/markdown", markdown)), " ",
    button(said("Page"), give("html", "text/html", offline)), " ",
    link,
  );
}

if (given.length) {
  take();
  if (own) arrange();
  else offer();
}
