// Neighbours of a node, asked of the server and put into the network that is there.

import { BASE, spoken } from "./dom";
import { said } from "./words";
import { unpack, type GraphNode, type Payload, type Tie } from "./ties";

export const MOST_GROWN = 50;
const TURN = Math.PI * (3 - Math.sqrt(5));

export interface Grown {
  added: number;
  /** New pairs, as their nodes with a dash between. */
  pairs: string[];
  /** Numbers of kinds that were not there before. */
  kinds: number[];
  /** Of how many neighbours the server told, of how many that it has. */
  seen: number;
  of: number;
}

/** What the network of a node is called, or nothing. */
export function pathOf(node: GraphNode): string {
  return node.key.startsWith(`${BASE}id/`) ? `/network/${node.key.slice(BASE.length + 3)}` : "";
}

/** Adds the nearest neighbours of a node, and their ties with it, by one request. */
export async function grow(payload: Payload, ties: Tie[], node: number): Promise<Grown> {
  const asked = new URLSearchParams(payload.address.split("?")[1] ?? "");
  for (const name of ["pairs", "states"]) asked.delete(name);
  asked.set("near", String(MOST_GROWN));
  asked.set("format", "json");
  const answer = await fetch(spoken(`${pathOf(payload.nodes[node]!)}?${asked}`));
  const got = (await answer.json()) as { error?: string; data?: Payload };
  if (!got.data) throw new Error(got.error ?? said("the server answered {status}", { status: answer.status }));
  return merge(payload, ties, node, got.data);
}

function merge(payload: Payload, ties: Tie[], node: number, got: Payload): Grown {
  const { nodes, kinds } = payload;
  const numbered = new Map(nodes.map(({ key, id }) => [key, id]));
  const named = new Map(kinds.map(({ name }, at) => [name, at]));
  const here = new Set(ties.map((tie) => tie.iri));
  const pairs = new Set(ties.map(({ a, b }) => `${Math.min(a, b)}-${Math.max(a, b)}`));
  const before = { nodes: nodes.length, kinds: kinds.length, pairs: pairs.size };
  const place = (other: GraphNode): number => {
    const found = numbered.get(other.key);
    if (found !== undefined) return found;
    const at = nodes.length - before.nodes;
    const out = 0.1 + 0.025 * Math.sqrt(at);
    const { x, y } = nodes[node]!;
    const id = nodes.length;
    nodes.push({ ...other, id, x: x + out * Math.cos(TURN * at), y: y + 1.4 * out * Math.sin(TURN * at), group: -1, grown: node });
    numbered.set(other.key, id);
    return id;
  };
  for (const tie of unpack(got)) {
    if (here.has(tie.iri)) continue;
    const kind = got.kinds[tie.kind]!;
    if (!named.has(kind.name)) named.set(kind.name, kinds.push(kind) - 1);
    const [a, b] = [place(got.nodes[tie.a]!), place(got.nodes[tie.b]!)];
    ties.push({ ...tie, a, b, kind: named.get(kind.name)! });
    if (a !== b) pairs.add(`${Math.min(a, b)}-${Math.max(a, b)}`);
  }
  const [seen, of] = got.near ?? [got.nodes.length - 1, got.nodes.length - 1];
  return {
    added: nodes.length - before.nodes,
    pairs: [...pairs].slice(before.pairs),
    kinds: kinds.map((_, at) => at).slice(before.kinds),
    seen, of,
  };
}
