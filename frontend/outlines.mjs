// Run at build: outlines of countries as paths of SVG on an equal-area projection, for Python.
//
//     node frontend/outlines.mjs FILE
//
// Writes JSON: width and height of the drawing; scale and translate of the projection, by which
// Python places points on the same map; areas, with the M49 code, name and path of each; and the
// licence of the package that the outlines are from.

import { readFileSync, writeFileSync } from "node:fs";
import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";

const WIDTH = 1000;
const ANTARCTICA = "010";

const FOLDER = "node_modules/world-atlas";

/** The same path in steps from point to point, which takes half the room. */
function stepwise(path) {
  let [x, y] = [0, 0];
  return path.replace(/([ML])(-?[\d.]+),(-?[\d.]+)/g, (_, command, across, down) => {
    const [dx, dy] = [across * 10 - x, down * 10 - y].map(Math.round);
    [x, y] = [Math.round(across * 10), Math.round(down * 10)];
    return `${command.toLowerCase()}${dx / 10} ${dy / 10}`;
  });
}

const topology = JSON.parse(readFileSync(`${FOLDER}/countries-110m.json`, "utf8"));
const all = feature(topology, topology.objects.countries);
const drawn = { ...all, features: all.features.filter((one) => one.id !== ANTARCTICA) };
// Borders are straight in the file: precision 0 adds no points along great circles between theirs.
const projection = geoEqualEarth().precision(0).fitWidth(WIDTH, drawn);
const path = geoPath(projection).digits(1);
const height = Math.ceil(path.bounds(drawn)[1][1]);
const areas = drawn.features.map((one) => ({ id: one.id ?? "", name: one.properties.name, path: path(one) }));
const made = {
  width: WIDTH,
  height,
  scale: projection.scale(),
  translate: projection.translate(),
  licence: readFileSync(`${FOLDER}/LICENSE`, "utf8").trim(),
  areas: areas.map((one) => ({ ...one, path: stepwise(one.path) })),
};
writeFileSync(process.argv[2], JSON.stringify(made));
