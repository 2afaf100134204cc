// Shortest paths between two nodes.

import type { Tie } from "./ties";

export interface Routes {
  /** Steps of one shortest path; none where no path leads from one to the other. */
  hops: { a: number; b: number }[];
  /** How many paths are as short. */
  count: number;
}

/** Shortest paths by ties in either direction; of several that with most ties at each step, back from the end. */
export function routes(ties: Tie[], from: number, to: number): Routes {
  const near = new Map<number, Map<number, number>>();
  const add = (a: number, b: number): void => {
    const its = near.get(a) ?? new Map<number, number>();
    near.set(a, its.set(b, (its.get(b) ?? 0) + 1));
  };
  for (const { a, b } of ties) {
    if (a === b) continue;
    add(a, b);
    add(b, a);
  }
  const far = new Map([[from, 0]]);
  const ways = new Map([[from, 1]]);
  for (let edge = [from]; edge.length && !far.has(to);) {
    const next = new Set<number>();
    for (const node of edge) {
      for (const other of near.get(node)?.keys() ?? []) {
        if (!far.has(other)) far.set(other, far.get(node)! + 1);
        if (far.get(other) !== far.get(node)! + 1) continue;
        ways.set(other, (ways.get(other) ?? 0) + ways.get(node)!);
        next.add(other);
      }
    }
    edge = [...next];
  }
  if (!far.has(to)) return { hops: [], count: 0 };
  const hops: Routes["hops"] = [];
  for (let node = to; node !== from;) {
    const before = [...near.get(node)!].filter(([other]) => far.get(other) === far.get(node)! - 1);
    before.sort((one, two) => two[1] - one[1] || one[0] - two[0]);
    hops.unshift({ a: before[0]![0], b: node });
    node = before[0]![0];
  }
  return { hops, count: ways.get(to)! };
}
