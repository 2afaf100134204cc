// The query page: an editor in the place of the text box, and answers without leaving the page.

import { byId, copy, h, spoken } from "./dom";
import { Editor } from "./editor";
import { takeaway } from "./picture";
import { enliven } from "./tables";
import { number, said } from "./words";

const form = byId<HTMLFormElement>("query");
const run = byId<HTMLButtonElement>("run");
const link = byId<HTMLButtonElement>("copy");
const answer = byId("answer");
const status = byId("status");
const editor = new Editor(byId<HTMLTextAreaElement>("text"), byId("editor"), () => void ask());
let running: AbortController | null = null;

/** The address of the page with the query in its box. */
function hold(): void {
  history.replaceState(null, "", spoken(`/query?${new URLSearchParams({ query: editor.text })}`));
}

/** Asks for the page of the answer, and takes the answer from it: pages are made in one place. */
async function ask(): Promise<void> {
  running?.abort();
  const mine = (running = new AbortController());
  if (document.documentElement.dataset["live"] !== undefined) hold();
  const start = performance.now();
  editor.mark();
  status.textContent = said("Running …");
  run.textContent = said("Run again");
  try {
    const reply = await fetch(spoken("/sparql"), {
      method: "POST",
      headers: { Accept: "text/html" },
      body: new URLSearchParams({ query: editor.text }),
      signal: mine.signal,
    });
    const found = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("answer");
    if (!found) return fail(said("The server answered {status}.", { status: `${reply.status} ${reply.statusText}` }));
    show(found, number((performance.now() - start) / 1000, { minimumFractionDigits: 2, maximumFractionDigits: 2 }));
  } catch (error) {
    if (!mine.signal.aborted) fail(said("The server did not answer: {why}", { why: String(error) }));
  } finally {
    if (running === mine) run.textContent = said("Run");
  }
}

function show(found: HTMLElement, seconds: string): void {
  answer.replaceChildren(...[...found.childNodes].map((node) => document.adoptNode(node)));
  answer.querySelectorAll<HTMLTableElement>("table[data-sortable]").forEach(enliven);
  answer.querySelectorAll<HTMLElement>("figure.chart").forEach(takeaway);
  const count = answer.querySelector(":scope > .quiet");
  status.textContent = count ? said("{rows} in {seconds} s", { rows: count.textContent ?? "", seconds }) : "";
  count?.remove();
  point();
}

/** Marks the place of which an error tells. */
function point(): void {
  const wrong = answer.querySelector<HTMLElement>("[data-line]");
  if (!wrong) return;
  editor.mark(wrong.textContent ?? "", Number(wrong.dataset["line"]), Number(wrong.dataset["column"]));
  editor.focus();
}

function fail(words: string): void {
  status.textContent = "";
  answer.replaceChildren(h("p", { class: "error", role: "alert" }, words));
}

// only Run answers here: the other buttons send the form, and give a file
form.addEventListener("submit", (event) => {
  if (event.submitter && event.submitter !== run) return;
  event.preventDefault();
  void ask();
});
link.addEventListener("click", () => {
  hold();
  void copy(location.href, link);
});
link.hidden = false;
byId("keys").hidden = false;
point();
