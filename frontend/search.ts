// Search in a site of files, whose names lie in the page; it finds as the served search does.

import MiniSearch, { type SearchResult } from "minisearch";

import { address, byId, h, link } from "./dom";
import { type Suggestion, suggest } from "./suggest";
import { number, said } from "./words";

interface Payload {
  /** Letters that stand for one: those of a name, and that as which they are compared. */
  letters: Record<string, string>;
  /** Label, kind and address of what the site has. */
  things: [string, string, string][];
  /** What kinds are called in the language of the page. */
  kinds: Record<string, string>;
  /** The number of a thing that is named by its label, or with it another name, in the order in which they are shown. */
  names: (number | [number, string])[];
}

const [MOST, FEW, SUGGESTED] = [20, 5, 12];
/** Slips that a word of fewer letters may have; the same as in search.py. */
const SLIPS = [[4, 0], [6, 1]] as const;
const BETWEEN = /\s*[,–—/]\s*|\s+(?:-|and|vs)\s+/;
const POLITIES = ["state", "territory"];

const { letters, things, names, kinds } = JSON.parse(byId("payload").textContent ?? "") as Payload;
const signs = new RegExp(`[${Object.keys(letters).join("")}]`, "gu");

/** A name as it is compared; the rule of search.py. */
function plain(text: string): string {
  // by capitals, as ß has none of its own
  const decomposed = text.toUpperCase().toLowerCase().normalize("NFKD").replace(/\p{Mn}/gu, "");
  const same = decomposed.replace(signs, (sign) => letters[sign] ?? "").replace(/[.']/g, "").replaceAll("&", " and ");
  return (same.match(/[\p{L}\p{N}\p{Mc}]+/gu) ?? []).join(" ");
}

const every = names.map((one, id) => {
  const [thing, name] = typeof one === "number" ? [one, ""] : one;
  return { id, thing, name, plain: plain(name || things[thing]![0]) };
});
const index = new MiniSearch({ fields: ["plain"], tokenize: (text) => text.split(" "), processTerm: (term) => term });
index.addAll(every);

const [WHOLE, BEGINS, NEAR] = [0, 1, 2];

function fit(found: SearchResult, wanted: string): number {
  if (every[found.id as number]!.plain === wanted) return WHOLE;
  return wanted.split(" ").every((word) => found.terms.some((term) => term.startsWith(word))) ? BEGINS : NEAR;
}

const slips = (word: string): number => SLIPS.find(([letters]) => word.length < letters)?.[1] ?? 2;

/** What a name fits, best first, each with how; those that are only near where no whole name fits. */
function fitting(text: string): { fit: number; one: Suggestion }[] {
  const wanted = plain(text);
  if (!wanted) return [];
  const found = index.search(wanted, { prefix: true, fuzzy: slips, maxFuzzy: 2, combineWith: "AND" });
  const ranked = found.map((one) => ({ fit: fit(one, wanted), ...every[one.id as number]! })).sort((a, b) => a.fit - b.fit || a.id - b.id);
  const whole = ranked[0]?.fit === WHOLE;
  const best = new Map<number, { fit: number; one: Suggestion }>();
  for (const { fit, thing, name } of ranked) {
    if (best.has(thing) || (whole && fit === NEAR)) continue;
    const [label, kind, href] = things[thing]!;
    best.set(thing, { fit, one: { label, name, kind, href } });
  }
  return [...best.values()];
}

/** A few of each kind stand before all others that fit as well. */
function spread(found: { fit: number; one: Suggestion }[]): Suggestion[] {
  const counts = new Map<string, number>();
  const placed = found.map(({ fit, one }) => {
    counts.set(one.kind, (counts.get(one.kind) ?? 0) + 1);
    return { place: 2 * fit + Number(counts.get(one.kind)! > FEW), one };
  });
  return placed.sort((a, b) => a.place - b.place).slice(0, MOST).map(({ one }) => one);
}

/** The dyad of two states with a comma, a dash or "and" between them, where the site has it. */
function dyad(text: string): Suggestion[] {
  const ends = text.trim().split(BETWEEN).filter(Boolean).map((part) => fitting(part).find(({ one }) => POLITIES.includes(one.kind))?.one);
  const [a, b] = ends;
  if (ends.length !== 2 || !a || !b || a.href === b.href) return [];
  const href = `/dyad/${[a, b].map((one) => one.href.split("/").pop()).join("/")}`;
  return address(href) ? [{ label: `${a.label} – ${b.label}`, name: "", kind: "dyad", href }] : [];
}

function search(text: string): Suggestion[] {
  const found = fitting(text);
  const state = found.some(({ fit, one }) => fit === WHOLE && POLITIES.includes(one.kind));
  return [...(state ? [] : dyad(text)), ...spread(found)].slice(0, MOST);
}

/** Whether the first is a dyad, bears the name as its chief one, or is alone to bear it. */
function meant(found: Suggestion[], text: string): boolean {
  const [first, second] = found.map((one) => plain(one.name || one.label) === plain(text));
  return found.length === 1 || found[0]?.kind === "dyad" || Boolean(first && (!found[0]!.name || !second));
}

function show(text: string): void {
  const found = search(text);
  if (meant(found, text)) return location.replace(address(found[0]!.href));
  byId("words").textContent = !found.length
    ? said("Nothing in this site has a name like “{text}”.", { text })
    : found.length === MOST
      ? said("The first {n} found for “{text}”", { n: number(MOST), text })
      : said("{n} found for “{text}”", { n: number(found.length), text });
  byId("found").replaceChildren(...found.map((one) => {
    const more = h("span", { class: "quiet" });
    if (one.name) more.append(h("bdi", {}, one.name), ", ");
    more.append(kinds[one.kind] ?? one.kind);
    return h("li", {}, link(one.label, one.href), " ", more);
  }));
}

const field = document.querySelector<HTMLInputElement>("[role=search] input")!;
suggest(field, 0, (text) => search(text).slice(0, SUGGESTED).map((one) => ({ ...one, kind: kinds[one.kind] ?? one.kind })), (_, one) => location.assign(address(one.href)));
const asked = new URLSearchParams(location.search).get("q")?.trim() ?? "";
field.value = asked;
if (asked) show(asked);
