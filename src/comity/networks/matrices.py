"""Layers of a year or a day as matrices, which statnet and amen in R read as they are."""

import math
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path

import polars as pl

from comity.atomic import write
from comity.errors import NetworkError
from comity.networks.layer import Layer, named_nodes
from comity.networks.origin import of_layers
from comity.query.cite import cite
from comity.tables.table import Table

NA = "NA"
ARCHIVE = ".zip"
MIDNIGHT = (1980, 1, 1, 0, 0, 0)
"""The date of files in an archive, so that the same network gives the same bytes."""
README = """{count} states of the list {actors!r} of {year}, in the order of each matrix: actors.csv
0: no tie. NA: nothing is known of the two, or an actor itself.

{layers}
{covariates}
Manifest of the store: {manifest}
To be cited: sources.bib

In R:

actors <- read.csv("actors.csv")
read_layer <- function(file)
  as.matrix(read.csv(file, row.names = 1, check.names = FALSE))
{reading}

# statnet; a tie that is NA is a missing one
library(network)
net <- network(1 * ({first} != 0), matrix.type = "adjacency", directed = {directed})
network.vertex.names(net) <- actors$key
net %e% "weight" <- {first}
# library(ergm); ergm(net ~ edges + ...)

# amen
library(amen)
n <- nrow(actors)
Xdyad <- array(c({others}), dim = c(n, n, {number}))
# ame({first}, Xdyad = Xdyad, symmetric = {symmetric})
"""


def write_matrices(
    layers: Iterable[Layer], path: Path | str, *, covariates: Table | None = None
) -> None:
    """Writes layers of one year or day as matrices that statnet and amen in R read as they are.

    A folder, or an archive where the path ends in ``.zip``, with ``actors.csv`` (actor, key, name
    and the covariates of each state), for each layer ``<measure>.csv`` (rows and columns are the
    actors in that order, a row's tie to a column's), ``README.txt`` (what each is, and the lines of
    R that read it) and ``sources.bib``. A cell is the tie's weight (its code, where numbers stand
    for words), 0 where there is no tie, and NA where nothing is known of the two, and of an actor
    itself.

    Args:
        layers: layers of one year or day and one list of states.
        path: the folder, which is made, or the archive.
        covariates: a table of the same year and list, one row for each state; see ``state_year``.

    Raises:
        NetworkError: there is no layer, they differ in their actors, one is given twice, the table
            is of other states, or the path has another ending.
    """
    path = Path(path)
    if path.suffix not in ("", ARCHIVE):
        raise NetworkError(f"{path} can have no matrices; give a folder, or a file ending in .zip")
    given = list(layers)
    if any(one.is_multigraph() for one in given):
        raise NetworkError("ties are parallel; give the layers themselves, each a matrix")
    of_layers(given)
    names = [str(one.graph["measure"]) for one in given]
    if not given or any(list(one) != list(given[0]) for one in given):
        raise NetworkError("matrices need layers of one year and one list of states, one at least")
    if len(set(names)) < len(names):
        raise NetworkError("each measure is one matrix; give each once")
    files = {f"{name}.csv": _matrix(one) for name, one in zip(names, given, strict=True)}
    files["actors.csv"] = _actors(given[0], covariates).write_csv(null_value=NA)
    cited = dict.fromkeys(iri for one in given for iri in one.graph["sources"])
    others = covariates.sources if covariates else ()
    files["sources.bib"] = cite(*cited, *others)
    files["README.txt"] = _readme(given, names, covariates)
    _put(path, files)


def _put(path: Path, files: Mapping[str, str]) -> None:
    if path.suffix != ARCHIVE:
        path.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            write(path / name, text.encode())
        return
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, MIDNIGHT), text, zipfile.ZIP_DEFLATED)
    write(path, content.getvalue())


def _matrix(layer: Layer) -> str:
    place = {node: number for number, node in enumerate(layer)}
    cells = [["0"] * len(place) for _ in place]
    unknown = [pair for pairs in layer.graph["unknown"].values() for pair in pairs]
    for a, b in [*unknown, *((node, node) for node in layer)]:
        _fill(cells, layer, (place[a], place[b]), NA)
    for a, b, facts in layer.edges(data=True):
        _fill(cells, layer, (place[a], place[b]), _number(facts.get("code", facts["weight"])))
    header = ",".join(["actor", *map(str, layer)])
    rows = (",".join([str(node), *cells[number]]) for node, number in place.items())
    return "\n".join([header, *rows]) + "\n"


def _fill(cells: list[list[str]], layer: Layer, at: tuple[int, int], value: str) -> None:
    row, column = at
    cells[row][column] = value
    if not layer.is_directed():
        cells[column][row] = value


def _number(value: float) -> str:
    return str(int(value)) if math.isfinite(value) and value == int(value) else repr(value)


def _actors(layer: Layer, covariates: Table | None) -> pl.DataFrame:
    actors = named_nodes(layer).rename({"node": "actor"})
    if covariates is None:
        return actors
    frame, year = covariates.frame, layer.graph["year"]
    number = f"{layer.graph['actors']}_state"
    on = number if number in frame.columns else "state"
    own = "actor" if on == number else "key"
    told = frame.filter(year=year).drop("year", *({"state", number} - {on} & set(frame.columns)))
    if set(told[on]) != set(actors[own]):
        raise NetworkError(f"the covariates are not of the states of the layers in {year}")
    return actors.join(told, left_on=own, right_on=on, how="left", maintain_order="left")


def _readme(layers: list[Layer], names: list[str], covariates: Table | None) -> str:
    says = [f"{column.name}: {column.says}" for column in covariates.columns] if covariates else []
    told = ["", f"actors.csv: {covariates.call}", *says] if covariates else []
    directed = layers[0].is_directed()
    facts = layers[0].graph
    return README.format(
        count=len(layers[0]),
        actors=facts["actors"],
        year=facts.get("as_of", facts["year"]),
        layers="\n".join(map(_about, layers)),
        covariates="".join(f"{line}\n" for line in told),
        manifest=facts["manifest"],
        reading="\n".join(f'{name} <- read_layer("{name}.csv")' for name in names),
        first=names[0],
        directed=str(directed).upper(),
        symmetric=str(not directed).upper(),
        others=", ".join(names[1:] or names),
        number=len(names[1:] or names),
    )


def _about(layer: Layer) -> str:
    facts = layer.graph
    unit = f", in {facts['unit']}" if facts["unit"] else ""
    way = "from row to column" if layer.is_directed() else "without direction"
    unknown = sum(map(len, facts["unknown"].values()))
    said = f"{facts['measure']}.csv: {facts['says']}{unit}; {way}; {unknown:,} not known"
    if unsure := sum(data.get("possibly", False) for *_, data in layer.edges(data=True)):
        said += f"; {unsure:,} of the ties may or may not have held on the day"
    return f"{said}\n  {facts['call']}"
