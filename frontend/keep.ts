// What the reader keeps from page to page: paths of records and dyads with notes, on this machine.

import { BASE, LIVE, h, spoken } from "./dom";
import { said } from "./words";

export interface Kept {
  path: string;
  note: string;
}

const KEY = "comity.kept";
const PATH = /^[a-z]+\/[^\s\u0000-\u0020<>"{}|\\^`,]+$/;
/** As in answers/kept.py, so that the address of what is kept is always answered. */
export const MOST = 100;
const DYADS = 10;
const DYAD = "dyad/";
const LONGEST = 1000;

function isKept(one: unknown): one is Kept {
  if (typeof one !== "object" || one === null) return false;
  const { path, note } = one as Record<string, unknown>;
  return typeof path === "string" && PATH.test(path) && typeof note === "string";
}

/** What is kept, in order; nothing where the browser refuses to say. */
export function kept(): Kept[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    const fit = Array.isArray(found) ? found.filter(isKept) : [];
    return fit.filter((one, at) => fit.findIndex((other) => other.path === one.path) === at).slice(0, MOST);
  } catch {
    return [];
  }
}

/** Keeps these and no others; why not, where that cannot be. */
export function keep(all: Kept[]): string {
  const dyads = all.filter((one) => one.path.startsWith(DYAD)).length;
  if (all.length > MOST || dyads > DYADS) return said("At most {most} are kept, {dyads} of them dyads: take some away first", { most: MOST, dyads: DYADS });
  try {
    localStorage.setItem(KEY, JSON.stringify(all.map(({ path, note }) => ({ path, note: note.slice(0, LONGEST) }))));
    return "";
  } catch {
    return said("This browser keeps nothing for this page: its storage is switched off or full");
  }
}

/** Where a collection is shown; without anything, where it is said how to begin. */
export function collected(paths: string[]): string {
  const known = new URLSearchParams(location.search).get("known");
  const day = known && location.pathname === "/kept" ? `&known=${encodeURIComponent(known)}` : "";
  return spoken(paths.length ? `/kept?records=${paths.map((path) => encodeURIComponent(path).replaceAll("%2F", "/")).join(",")}${day}` : "/kept");
}

/** The path below id/ of an IRI, or of the page of a dyad. */
function pathOf(given: string): string {
  const path = given.startsWith(`${BASE}id/`) ? given.slice(BASE.length + 3) : given.replace(/^\/(?=dyad\/)/, "");
  return PATH.test(path) ? path : "";
}

const told = h("span", { role: "status", class: "quiet" });
const counter = h("a", { href: spoken("/kept") });

function show(why = ""): void {
  const paths = kept().map((one) => one.path);
  counter.setAttribute("href", collected(paths));
  counter.textContent = paths.length ? said("Kept {n}", { n: paths.length }) : said("Kept");
  told.textContent = why;
  document.querySelectorAll<HTMLButtonElement>(".keep > button").forEach((button) => {
    const on = paths.includes(button.dataset["path"] ?? "");
    button.setAttribute("aria-pressed", String(on));
    button.textContent = on ? "✓" : "+";
  });
}

function press(path: string): void {
  const all = kept();
  const without = all.filter((one) => one.path !== path);
  show(keep(without.length < all.length ? without : [...all, { path, note: "" }]));
}

function control(place: HTMLElement): void {
  const path = pathOf(place.dataset["keep"] ?? "");
  if (!path) return;
  const cells = [...(place.closest("tr")?.cells ?? [])].slice(0, 2);
  const of = cells.map((cell) => cell.textContent?.trim()).join(" ") || place.closest("h1, h2, li, .head, .tie")?.textContent?.trim() || path;
  const button = h("button", { type: "button", "data-path": path, title: said("Keep"), "aria-label": said("Keep: {what}", { what: of.replace(/\s+/g, " ").slice(0, 160) }) });
  button.addEventListener("click", () => press(path));
  place.replaceChildren(button);
}

/** What a script of a page says when it has shown more that can be kept. */
export const MORE = "comity:keepable";

/** A place for a control beside a record or a dyad, which ``MORE`` fills; nothing off the server. */
export function keepable(what: string): HTMLElement[] {
  return LIVE && what ? [h("span", { class: "keep", "data-keep": what })] : [];
}

/** Puts a control beside each record and dyad of a served page, and a count of what is kept into its head. */
export function keeping(): void {
  const nav = document.querySelector(".top nav");
  if (!LIVE || !nav) return;
  nav.append(counter, told);
  const fill = (): void => {
    document.querySelectorAll<HTMLElement>("[data-keep]:empty").forEach(control);
    show();
  };
  fill();
  document.addEventListener(MORE, fill);
  // another window of the same browser kept something
  addEventListener("storage", (event) => event.key === KEY && show());
}
