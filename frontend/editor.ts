// The editor of queries: CodeMirror in a shadow root, where its style sheets need no inline style.

import { type Completion, type CompletionContext, type CompletionResult, autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { spoken } from "./dom";
import { said } from "./words";

interface Term {
  term: string;
  kind: string;
  label: string;
  says: string;
}

const KEYWORDS = [
  ...["ASK", "BIND", "COALESCE", "COUNT", "DISTINCT", "EXISTS", "FILTER", "GRAPH", "GROUP BY", "GROUP_CONCAT", "HAVING", "LANG"],
  ...["LIMIT", "MINUS", "NOT EXISTS", "OFFSET", "OPTIONAL", "ORDER BY", "SAMPLE", "SELECT", "STR", "UNION", "VALUES", "WHERE", "YEAR"],
];

const colours = HighlightStyle.define([
  { tag: tags.keyword, fontWeight: "600" },
  { tag: [tags.variableName, tags.local(tags.variableName), tags.special(tags.variableName)], color: "var(--accent)" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--string)" },
  { tag: [tags.atom, tags.name, tags.namespace], color: "var(--term)" },
  { tag: [tags.comment, tags.meta], color: "var(--soft)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { border: "1px solid var(--soft)", backgroundColor: "var(--paper)", color: "var(--ink)", fontSize: "var(--small)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", maxHeight: "70vh" },
  ".cm-content": { minHeight: "20em", padding: "0.6rem 0", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--soft)", border: "0" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--ink)", maxWidth: "min(34rem, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxWidth: "min(34rem, 90vw)", minWidth: "min(16rem, 80vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.5rem", lineHeight: "1.4" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--faint)", color: "var(--ink)", boxShadow: "inset 3px 0 var(--accent)" },
  // on a narrow window what a term means would lie over the list
  "@media (max-width: 699px)": { ".cm-completionInfo": { display: "none" } },
  ".cm-completionDetail": { fontFamily: "var(--sans)", fontStyle: "normal", color: "var(--soft)" },
  ".cm-completionInfo": { fontFamily: "var(--sans)", lineHeight: "1.4", padding: "0.4rem 0.6rem" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--wrong)", fontFamily: "var(--mono)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--wrong)", textUnderlineOffset: "3px" },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--wrong)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--faint)", outline: "1px solid var(--rule)" },
});

/** Classes, properties, prefixes and things come from the server; variables from the text itself. */
async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const inside = syntaxTree(context.state).resolveInner(context.pos, -1).name;
  if (/comment|string/i.test(inside)) return null;
  const word = context.matchBefore(/[?$]?[\p{L}\p{N}_:-]*/u);
  if (!word || (!context.explicit && word.text.length < 2)) return null;
  if (/^[?$]/.test(word.text)) return { from: word.from, options: variables(context.state.doc.toString(), word.text), filter: false };
  const gone = new AbortController();
  context.addEventListener("abort", () => gone.abort());
  const words = KEYWORDS.filter((one) => one.startsWith(word.text.toUpperCase())).map((label): Completion => ({ label, type: "keyword" }));
  try {
    const reply = await fetch(spoken(`/terms?${new URLSearchParams({ q: word.text })}`), { headers: { Accept: "application/json" }, signal: gone.signal });
    const found: unknown = reply.ok ? await reply.json() : [];
    const terms = Array.isArray(found) ? (found as Term[]).map(option) : [];
    return { from: word.from, options: [...words, ...terms], filter: false };
  } catch {
    return { from: word.from, options: words, filter: false };
  }
}

function option(one: Term): Completion {
  const label = String(one.term);
  const says = String(one.says);
  const made: Completion = { label, detail: [String(one.label), String(one.kind)].filter(Boolean).join(", ") };
  return says ? { ...made, info: says } : made;
}

function variables(text: string, typed: string): Completion[] {
  const found = new Set(text.match(/[?$][\p{L}\p{N}_]+/gu) ?? []);
  found.delete(typed);
  return [...found].filter((one) => one.startsWith(typed)).sort().map((label) => ({ label }));
}

/** What is typed over a selection goes in here: Chromium would write the old text's look as inline style. */
function typeOver(event: InputEvent, view: EditorView): boolean {
  if (event.inputType !== "insertText" || event.data === null || view.composing || view.state.selection.main.empty) return false;
  event.preventDefault();
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  return true;
}

/** An editor in the place of a text box, which keeps its text; Ctrl+Enter runs. */
export class Editor {
  private readonly view: EditorView;

  constructor(private readonly box: HTMLTextAreaElement, host: HTMLElement, run: () => void) {
    const root = host.attachShadow({ mode: "open" });
    const extensions = [
      lineNumbers(),
      history(),
      bracketMatching(),
      EditorView.lineWrapping,
      StreamLanguage.define(sparql),
      syntaxHighlighting(colours),
      EditorState.phrases.of({ Completions: said("Completions") }),
      autocompletion({ override: [complete], icons: false }),
      keymap.of([
        { key: "Mod-Enter", run: () => (run(), true) },
        ...completionKeymap,
        // after Escape, Tab leaves the box until something is typed
        { key: "Escape", run: (view) => (view.setTabFocusMode(true), false) },
        ...historyKeymap,
        indentWithTab,
        ...defaultKeymap,
      ]),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        box.value = update.state.doc.toString();
        update.view.setTabFocusMode(false);
      }),
      EditorView.domEventHandlers({ beforeinput: typeOver }),
      EditorView.contentAttributes.of({ "aria-label": said("SPARQL query; Escape, then Tab, leaves it"), spellcheck: "false" }),
      look,
    ];
    this.view = new EditorView({ state: EditorState.create({ doc: box.value, extensions }), parent: root, root });
    box.hidden = true;
    host.hidden = false;
  }

  /** Marks a place that an engine complains of, in lines and columns from 1, or clears all marks. */
  mark(words = "", line = 0, column = 0): void {
    const { doc } = this.view.state;
    if (!line || line > doc.lines) {
      this.view.dispatch(setDiagnostics(this.view.state, []));
      return;
    }
    const row = doc.line(line);
    // columns count signs, of which some are two units of a string
    const from = Math.min(row.to, row.from + [...row.text].slice(0, column - 1).join("").length);
    const length = /^(?:[?$@]?[\p{L}\p{N}_:-]+|\S)/u.exec(doc.sliceString(from, row.to))?.[0].length ?? 0;
    this.view.dispatch(setDiagnostics(this.view.state, [{ from, to: from + length, severity: "error", message: words }]));
    this.view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
  }

  get text(): string {
    return this.box.value;
  }

  focus(): void {
    this.view.focus();
  }
}
