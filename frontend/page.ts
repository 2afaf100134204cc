// What every page may use: tables that sort and fold, search suggestions, evidence that closes.

import { FRAMED, address, copy, h, spoken } from "./dom";
import { keeping } from "./keep";
import { takeaway } from "./picture";
import { enliven, unfold } from "./tables";
import { said } from "./words";

interface Suggestion {
  label: string;
  name: string;
  kind: string;
  href: string;
  path: string;
}

document.querySelectorAll<HTMLTableElement>("table[data-sortable]").forEach(enliven);
document.querySelectorAll<HTMLElement>("figure.chart").forEach(takeaway);
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
  const button = h("button", { type: "button" }, said("Copy"));
  const text = citation.textContent ?? "";
  button.addEventListener("click", () => void copy(text, button));
  citation.after(button);
});
addEventListener("beforeprint", () => {
  document.querySelectorAll<HTMLTableElement>("table[data-sortable]").forEach(unfold);
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
    const dyads = input.dataset["suggest"] === "dyad";
    const every = await look(text, input.dataset["of"] ?? "");
    const found = every.filter((one) => !dyads || /^\/(dyad|state)\//.test(String(one.href)));
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

async function look(text: string, kinds: string): Promise<Suggestion[]> {
  try {
    const answer = await fetch(spoken(`/search?${new URLSearchParams({ q: text, of: kinds })}`), { headers: { Accept: "application/json" } });
    const found: unknown = answer.ok ? await answer.json() : [];
    return Array.isArray(found) ? (found as Suggestion[]).slice(0, 12) : [];
  } catch {
    return [];
  }
}

/** Leads to what is chosen; in the field of a question writes its key, and its name below. */
function choose(input: HTMLInputElement, one: Suggestion, close: () => void): void {
  const href = String(one.href);
  if (!input.dataset["suggest"]) {
    if (href.startsWith("/") && address(href)) location.assign(address(href));
    return;
  }
  if (input.dataset["suggest"] === "dyad") {
    // where two states are asked for, what is chosen is what is sent
    input.value = href;
    input.form?.requestSubmit();
    return;
  }
  const path = String(one.path);
  input.value = input.dataset["suggest"] === "state" ? path.slice(path.indexOf("/") + 1) : path;
  input.removeAttribute("aria-invalid");
  input.parentElement?.querySelectorAll(".means, .error").forEach((old) => old.remove());
  const means = h("small", { class: "means", id: `m-${input.name}`, dir: "auto" }, String(one.label));
  input.parentElement?.append(means);
  input.setAttribute("aria-describedby", means.id);
  close();
}

function option(one: Suggestion, id: string, chosen: () => void): HTMLElement {
  const names = h("span", {}, h("bdi", {}, String(one.label)));
  if (one.name) names.append(" ", h("bdi", { class: "quiet" }, String(one.name)));
  const item = h("li", { id, role: "option", "aria-selected": "false" }, names, " ", h("span", { class: "quiet" }, String(one.kind)));
  item.addEventListener("click", chosen);
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

