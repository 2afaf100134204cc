// What nodes look like by a measure or a group, and the legend that says so.

import { byId, h, vector, type Attributes } from "./dom";
import { shade, tone, type Faces } from "./drawing";
import type { Payload } from "./ties";
import { number, said } from "./words";

const STEPS = 5;

/** The span of a measure over the nodes, without the centre, which has its own look. */
function span(payload: Payload, measure: string): [number, number] {
  const values = payload.measures[measure]!.filter((_, at) => at !== payload.centre);
  return [Math.min(...values), Math.max(...values)];
}

function radius(value: number, most: number): number {
  return 3 + 8 * Math.sqrt(Math.min(1, value / (most || 1)));
}

export function facesOf(payload: Payload, size: string, by: string, dark: boolean): Faces {
  const { nodes, measures, centre } = payload;
  const sized = measures[size];
  const most = sized ? span(payload, size)[1] : 0;
  const sizes = nodes.map(({ id }) => (id === centre ? 7 : sized ? radius(sized[id] ?? 0, most) : 4));
  const toned = measures[by];
  const [low, high] = toned ? span(payload, by) : [0, 0];
  const fills = nodes.map(({ id, group }) => {
    if (by === "group") return group < 0 ? null : shade(group, dark);
    const value = toned?.[id];
    return value === undefined ? null : tone((value - low) / (high - low || 1), dark);
  });
  return { sizes, fills };
}

function picture(width: number, ...parts: [string, Attributes][]): SVGElement {
  const drawn = parts.map(([name, attributes]) => vector(name, attributes));
  return vector("svg", { viewBox: `0 0 ${width} 24`, "aria-hidden": "true" }, ...drawn);
}

const short = (value: number): string => number(value, { maximumSignificantDigits: 3 });

/** What the page calls a measure. */
function named(measure: string): string {
  return [...byId<HTMLSelectElement>("size").options].find((one) => one.value === measure)?.text ?? measure;
}

export function scales(payload: Payload, size: string, by: string, dark: boolean): HTMLElement[] {
  const lines: HTMLElement[] = [];
  if (payload.measures[size]) {
    const [low, high] = span(payload, size);
    const values = [low, (low + high) / 2, high];
    const dots = values.map((value, at): [string, Record<string, string | number>] => [
      "circle", { cx: 12 + at * 26, cy: 12, r: radius(value, high), fill: "none", stroke: "currentColor" },
    ]);
    lines.push(h("li", {}, picture(80, ...dots), h("span", {}, said("size: {measure}, {low}, {middle}, {high}", { measure: named(size), low: short(low), middle: short((low + high) / 2), high: short(high) }))));
  }
  if (payload.measures[by]) {
    const [low, high] = span(payload, by);
    const steps = Array.from({ length: STEPS }, (_, at): [string, Record<string, string | number>] => [
      "rect", { x: 4 + at * 14, y: 5, width: 14, height: 14, fill: tone(at / (STEPS - 1), dark), stroke: "currentColor" },
    ]);
    lines.push(h("li", {}, picture(80, ...steps), h("span", {}, said("shade: {measure}, {low} to {high}", { measure: named(by), low: short(low), high: short(high) }))));
  }
  return lines;
}
