// What scripts say, in the language of the page: by the English text, from JSON on the page.

type Forms = string | Record<string, string>;
type Parts = Record<string, string | number>;

/** The language of the page. */
export const LANG = document.documentElement.lang || "en";

const words = JSON.parse(document.getElementById("said")?.textContent ?? "{}") as Record<string, Forms>;
const plurals = new Intl.PluralRules(LANG);

function fill(text: string, parts: Parts): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(parts[name] ?? ""));
}

/** A sentence, with its {parts} filled in. */
export function said(text: string, parts: Parts = {}): string {
  const found = words[text];
  return fill(typeof found === "string" ? found : text, parts);
}

/** A sentence on a number of things, which it calls {n}, in the form that the language has for the number. */
export function counted(one: string, many: string, n: number, parts: Parts = {}): string {
  const found = words[one];
  const text = typeof found === "object" ? found[plurals.select(n)] ?? "" : n === 1 ? one : many;
  return fill(text, { n: number(n), ...parts });
}

/** A number as the language writes it. */
export function number(n: number, form: Intl.NumberFormatOptions = {}): string {
  return n.toLocaleString(LANG, form);
}

const marks = new Intl.NumberFormat(LANG).formatToParts(-11111.1);
const markOf = (type: string): string => marks.find((one) => one.type === type)?.value ?? "";
const [group, point] = [markOf("group"), markOf("decimal")];
const written = new RegExp(`-?\\d[\\d${group}]*(?:\\${point}\\d+)?`);

/** The first number in a text as the language writes it. */
export function amountOf(text: string): number {
  const found = written.exec(text)?.[0];
  return found ? Number(found.replaceAll(group, "").replace(point, ".")) : NaN;
}
