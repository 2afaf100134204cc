// Small helpers of all bundles. Text goes in as text, addresses only where they cannot run.

import { LANG, said } from "./words";

export const BASE = "https://w3id.org/comity/";

/** Whether the page stands in a frame of a notebook and has no address of its own. */
export const FRAMED = location.protocol === "about:";

export type Child = Node | string;

export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export type Attributes = Record<string, string | number>;

/** An element of SVG, as h makes one of HTML. */
export function vector(name: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

export function byId<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element as T;
}

const { live, root, held, states } = document.documentElement.dataset;

/** Whether the page is served, so that it may ask the server. */
export const LIVE = live !== undefined;

/** Whether a site of files has a page of this path; the same rule as in ways.py. */
function holds(path: string): boolean {
  if (path.startsWith("/dyad/")) return path.slice(6).split("/").every((key) => (states ?? "").split(" ").includes(key));
  const below = (one: string): boolean => one.length > 1 && one.endsWith("/") && !path.includes("?") && path.startsWith(one);
  return (held ?? "").split(" ").some((one) => one === path || below(one));
}

/** The address of a served page in the language of this one; the same rule as in ways.py. */
export function spoken(path: string): string {
  if (LANG === "en") return path;
  const at = path.indexOf("#");
  const [before, place] = at < 0 ? [path, ""] : [path.slice(0, at), path.slice(at)];
  return `${before}${before.includes("?") ? "&" : "?"}lang=${LANG}${place}`;
}

/** An address that a page may link to, or nothing; the same rule as in ways.py. */
export function address(given: string): string {
  const path = given.startsWith(BASE) ? "/" + given.slice(BASE.length) : given;
  const ours = /^(?:\/(?![/\\])|#)[^\s\u0000-\u0020\\]*$/.test(path);
  if (ours && path.startsWith("#")) return path;
  if (ours && LIVE) return spoken(path);
  if (ours && holds(path)) return `${root ?? ""}${`${path.replace(/^\/|\/$/g, "")}/index.html`.replace(/^\//, "")}`;
  const there = LIVE ? path : given;
  return /^https?:\/\/[^\s\u0000-\u0020\\]+$/.test(there) ? there : "";
}

export function link(label: string, href: string): HTMLElement {
  const to = address(href);
  return to ? h("a", { href: to, dir: "auto" }, label) : h("bdi", {}, label);
}

/** A place in a source: the name of the site where it is a web address, else as it is. */
export function place(locator: string): Child {
  const site = /^https?:\/\/([^/?#]+)/.exec(locator)?.[1];
  return site && address(locator) ? link(site, locator) : locator;
}

export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** One CSV field; text that a spreadsheet would take for a formula gets a quote before it. */
export function field(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+@\t\r]|^-(?![\d.]+$)/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export async function copy(text: string, button: HTMLButtonElement): Promise<void> {
  const label = button.textContent ?? "";
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = said("Copied");
  } catch {
    button.textContent = said("Copy it from the address bar");
  }
  setTimeout(() => (button.textContent = label), 2000);
}
