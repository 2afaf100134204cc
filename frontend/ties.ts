// The payload of a network page and its ties; src/comity/views/columns.py writes them.

import { BASE } from "./dom";
import { number } from "./words";

export type Shape = "dot" | "square" | "diamond" | "triangle" | "triangleDown";

export interface GraphNode {
  id: number;
  label: string;
  key: string;
  kind: string;
  href: string;
  x: number;
  y: number;
  size: number;
  group: number;
  shape: Shape;
  /** The node whose neighbours were asked for, where it came with them. */
  grown?: number;
}

export interface GraphEdge {
  from: number;
  to: number;
  kind: number;
  ties: number;
}

export interface GraphKind {
  name: string;
  label: string;
  colour: string;
  dash: string;
}

type Runs = (number | null)[] | { runs: (number | null)[] };

interface Texts {
  patterns: (string | null)[];
  index: Runs;
  numbers: number[];
}

const WORDS = ["start", "end", "unit", "source", "source_title", "locator", "iri", "when", "sentence", "href"] as const;

type Columns = Record<(typeof WORDS)[number], Texts> & {
  a: Runs;
  b: Runs;
  kind: Runs;
  year: Runs;
  value: Runs;
  count: number;
};

export interface Payload {
  title: string;
  subtitle: string;
  citation: string;
  address: string;
  centre: number | null;
  most: number;
  years: [number, number] | null;
  nodes: GraphNode[];
  /** By what the pairs are chosen that are drawn, where not all are. */
  cut: string;
  /** Whether ties are of states with what they are in: dots and others. */
  modes: boolean;
  options: Record<string, unknown>;
  kinds: GraphKind[];
  /** All pairs by what they say, each as its first node times the number of nodes plus its second. */
  pairs: number[];
  /** Of each measure its value for each node. */
  measures: Record<string, number[]>;
  /** Of how many neighbours of the centre, and of how many that it has; where some are left out. */
  near: [number, number] | null;
  ties: Columns;
}

export interface Tie {
  a: number;
  b: number;
  kind: number;
  year: number | null;
  value: number | null;
  start: string;
  end: string;
  unit: string;
  source: string;
  source_title: string;
  locator: string;
  iri: string;
  href: string;
  when: string;
  sentence: string;
  first: number;
  last: number;
  dated: boolean;
}

function whole(column: Runs): (number | null)[] {
  if (Array.isArray(column)) return column;
  const values: (number | null)[] = [];
  for (let at = 0; at < column.runs.length; at += 2) {
    for (let n = column.runs[at + 1] ?? 0; n > 0; n--) values.push(column.runs[at] ?? null);
  }
  return values;
}

function tail(key: string): string {
  return key.replace(/\/+$/, "").split("/").pop() ?? "";
}

type Reader = (marks: Record<string, string>) => string;

function reader(column: Texts): (at: number) => Reader {
  const index = whole(column.index);
  let next = 0;
  const cut = column.patterns.map((pattern) => pattern?.match(/\u0001[#+]/g)?.length ?? 0);
  const numbers = index.map((pattern) => {
    const first = next;
    next += cut[pattern ?? 0] ?? 0;
    return first;
  });
  return (at) => (marks) => {
    let [from, number] = [numbers[at] ?? 0, 0];
    return (column.patterns[index[at] ?? 0] ?? "").replace(/\u0001(.)/gs, (_, code: string) => {
      if (code !== "#" && code !== "+") return marks[code] ?? "";
      number = (code === "+" ? number : 0) + (column.numbers[from++] ?? 0);
      return String(number);
    });
  };
}

function yearOf(day: string): number | null {
  const found = /^-?\d{4}/.exec(day);
  return found ? Number(found[0]) : null;
}

export function unpack(payload: Payload): Tie[] {
  const { ties, nodes } = payload;
  const [a, b, kind, year, value] = [ties.a, ties.b, ties.kind, ties.year, ties.value].map(whole) as [
    number[], number[], number[], (number | null)[], (number | null)[],
  ];
  const readers = WORDS.map((name) => [name, reader(ties[name])] as const);
  const tails = nodes.map((node) => tail(node.key));
  const unpacked: Tie[] = [];
  for (let at = 0; at < ties.count; at++) {
    const [from, to, y] = [a[at]!, b[at]!, year[at] ?? null];
    const marks: Record<string, string> = {
      "!": "\u0001", a: nodes[from]!.label, b: nodes[to]!.label,
      A: tails[from]!, B: tails[to]!, y: y === null ? "" : String(y),
    };
    const words = {} as Record<(typeof WORDS)[number], string>;
    for (const [name, read] of readers) {
      words[name] = read(at)(marks);
      if (name === "start") [marks["s"], marks["S"]] = [words.start, words.start.slice(0, 4)];
      if (name === "end") [marks["e"], marks["E"]] = [words.end, words.end.slice(0, 4)];
      if (name === "iri") marks["k"] = "/" + (words.iri.startsWith(BASE) ? words.iri.slice(BASE.length) : words.iri);
    }
    const [start, end] = [yearOf(words.start), yearOf(words.end)];
    unpacked.push({
      ...words,
      a: from, b: to, kind: kind[at]!, year: y, value: value[at] ?? null,
      first: y ?? start ?? -Infinity,
      last: y ?? end ?? Infinity,
      dated: y !== null || start !== null || end !== null,
    });
  }
  return unpacked;
}

export function amount(tie: Tie): string {
  if (tie.value === null) return "";
  return `${number(tie.value, { maximumSignificantDigits: 10 })} ${tie.unit}`.trim();
}

export function says(tie: Tie, nodes: GraphNode[]): string {
  return tie.sentence || `${nodes[tie.a]!.label} – ${nodes[tie.b]!.label}`;
}
