// Search suggestions below a field.

import { h } from "./dom";
import { said } from "./words";

export interface Suggestion {
  label: string;
  name: string;
  kind: string;
  href: string;
  path?: string;
}

/** What a field may find, if not at once; and what is done with the one that is chosen. */
type Look = (text: string, input: HTMLInputElement) => Suggestion[] | Promise<Suggestion[]>;
type Choose = (input: HTMLInputElement, one: Suggestion, close: () => void) => void;

/** Lets a field suggest what it may find, as the editable combobox with a list of WAI-ARIA APG. */
export function suggest(input: HTMLInputElement, number: number, look: Look, choose: Choose): void {
  const id = `suggestions-${number}`;
  const list = h("ul", { class: "suggestions", id, role: "listbox", "aria-label": said("Suggestions") });
  list.hidden = true;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": id, "aria-expanded": "false", "aria-autocomplete": "list" })) {
    input.setAttribute(name, value);
  }
  input.after(list);
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
    list.replaceChildren(...found.map((one, place) => option(one, `${id}-${place}`, () => choose(input, one, close))));
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
    const found = await look(text, input);
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

function option(one: Suggestion, id: string, chosen: () => void): HTMLElement {
  const names = h("span", {}, h("bdi", {}, String(one.label)));
  if (one.name) names.append(" ", h("bdi", { class: "quiet" }, String(one.name)));
  const item = h("li", { id, role: "option", "aria-selected": "false" }, names, " ", h("span", { class: "quiet" }, String(one.kind)));
  item.addEventListener("click", chosen);
  return item;
}
