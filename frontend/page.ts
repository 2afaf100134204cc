// What every page may use: tables that sort and fold, search suggestions, evidence that closes.

import { FRAMED, address, copy, h, spoken } from "./dom";
import { keeping } from "./keep";
import { takeaway } from "./picture";
import { type Suggestion, suggest } from "./suggest";
import { enliven, unfold } from "./tables";
import { said } from "./words";

document.querySelectorAll<HTMLTableElement>("table[data-sortable]").forEach(enliven);
document.querySelectorAll<HTMLElement>("figure.chart, figure.timeline:not(.spells)").forEach(takeaway);
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

// search suggestions, on served pages only

async function look(text: string, input: HTMLInputElement): Promise<Suggestion[]> {
  const dyads = input.dataset["suggest"] === "dyad";
  try {
    const answer = await fetch(spoken(`/search?${new URLSearchParams({ q: text, of: input.dataset["of"] ?? "" })}`), { headers: { Accept: "application/json" } });
    const found: unknown = answer.ok ? await answer.json() : [];
    const every = Array.isArray(found) ? (found as Suggestion[]).slice(0, 12) : [];
    return every.filter((one) => !dyads || /^\/(dyad|state)\//.test(String(one.href)));
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

document.querySelectorAll<HTMLInputElement>("input[data-suggest]").forEach((input, number) => suggest(input, number, look, choose));

// "/" leads to the search box, as on many sites
document.addEventListener("keydown", (event) => {
  const typing = (event.target as Element).closest("input, textarea, select");
  const box = document.querySelector<HTMLInputElement>("[role=search] input, input[data-suggest]");
  if (event.key !== "/" || typing || !box) return;
  event.preventDefault();
  box.focus();
});

