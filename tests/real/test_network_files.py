"""Networks of real data, written and read back by others than what wrote them, nothing lost."""

import csv
import io
import json
import math
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import networkx as nx  # type: ignore[import-untyped]
import pytest

from comity.errors import NetworkError
from comity.networks.affiliations import affiliations
from comity.networks.export import write_network
from comity.networks.layer import layer, multiplex
from comity.networks.matrices import write_matrices
from comity.tables.years import state_year
from conftest import Run

YEAR = 1975


@pytest.fixture(scope="module")
def pledges(all_faces: Path) -> nx.DiGraph:
    return layer("atop_defence", YEAR, folder=all_faces)


@pytest.fixture(scope="module")
def borders(all_faces: Path) -> nx.Graph:
    return layer("cow_contiguity_level", YEAR, folder=all_faces)


@pytest.fixture(scope="module")
def several(all_faces: Path, pledges: nx.DiGraph, borders: nx.Graph) -> nx.MultiDiGraph:
    return multiplex(pledges, borders, layer("atop_defence", YEAR + 10, folder=all_faces))


@pytest.fixture(params=["pledges", "borders", "several"])
def network(request: pytest.FixtureRequest) -> nx.Graph:
    found: nx.Graph = request.getfixturevalue(request.param)
    return found


def same(one: nx.Graph, other: nx.Graph) -> bool:
    """Whether both have the same nodes and ties with the same facts; what a graph says apart."""
    return type(one) is type(other) and one.nodes == other.nodes and one.adj == other.adj


def plain(value: object) -> object:
    """As JSON has it: pairs as lists."""
    return json.loads(json.dumps(value))


def test_graphml_loses_nothing(network: nx.Graph, tmp_path: Path) -> None:
    path = tmp_path / "network.graphml"
    write_network(network, path)
    read = nx.read_graphml(path, node_type=int)
    assert same(read, network)
    for name, value in network.graph.items():
        held = read.graph[name]
        assert (held if isinstance(value, str | int) else json.loads(held)) == plain(value), name


def test_node_link_json_loses_nothing(network: nx.Graph, tmp_path: Path) -> None:
    path = tmp_path / "network.json"
    write_network(network, path)
    data = json.loads(path.read_text(encoding="utf-8"))
    read = nx.node_link_graph(data, source="from", target="to")
    assert same(read, network)
    assert read.graph == plain(network.graph)


def test_gexf_has_every_tie_with_its_days(network: nx.Graph, tmp_path: Path) -> None:
    path = tmp_path / "network.gexf"
    write_network(network, path)
    root = ET.parse(path).getroot()  # noqa: S314 - written above
    space = {"g": "http://www.gexf.net/1.2draft"}
    assert json.loads(root.findtext("g:meta/g:description", "", space)) == plain(network.graph)
    ties = root.findall("g:graph/g:edges/g:edge", space)
    assert len(ties) == network.number_of_edges()
    graph = root.find("g:graph", space)
    assert graph is not None
    assert (graph.get("mode"), graph.get("timeformat")) == ("dynamic", "date")
    years = {(edge.get("start"), edge.get("end")) for edge in ties}
    lasted = [(f"{year}-01-01", f"{year}-12-31") for year in (YEAR, YEAR + 10)]
    assert years == set(lasted if network.is_multigraph() else lasted[:1])
    read = nx.read_gexf(path, node_type=int)
    dated = {} if network.is_multigraph() else dict(zip(("start", "end"), lasted[0], strict=True))
    expected = network.copy()
    for _, facts in expected.nodes(data=True):
        facts["label"] = facts["name"]
    for _, _, facts in expected.edges(data=True):
        facts.update(dated)
    for _, _, facts in read.edges(data=True):
        facts.pop("id")
    assert same(read, expected)


def test_two_modes_are_written_too(all_faces: Path, tmp_path: Path) -> None:
    both = affiliations("atop", YEAR, folder=all_faces)
    for form in ("graphml", "gexf", "json"):
        write_network(both, tmp_path / f"both.{form}")
    read = nx.read_graphml(tmp_path / "both.graphml")
    assert same(read, nx.relabel_nodes(both, str))
    with pytest.raises(NetworkError, match=r"must be \.gexf, \.graphml, \.json"):
        write_network(both, tmp_path / "both.net")


def test_the_same_network_gives_the_same_bytes(network: nx.Graph, tmp_path: Path) -> None:
    for form in ("graphml", "gexf", "json"):
        paths = [tmp_path / f"{name}.{form}" for name in ("one", "two")]
        for path in paths:
            write_network(network, path)
        assert paths[0].read_bytes() == paths[1].read_bytes()


def read_matrix(text: str) -> tuple[list[str], dict[tuple[str, str], str]]:
    header, *rows = csv.reader(io.StringIO(text))
    cells = {
        (row[0], to): cell for row in rows for to, cell in zip(header[1:], row[1:], strict=True)
    }
    assert [row[0] for row in rows] == header[1:]
    return header[1:], cells


def test_a_matrix_has_ties_zeros_and_what_is_not_known(
    all_faces: Path, pledges: nx.DiGraph, borders: nx.Graph, tmp_path: Path
) -> None:
    about = state_year(["igo"], years=(YEAR, YEAR), folder=all_faces)
    trade = layer("cow_trade_flow", YEAR, folder=all_faces)
    write_matrices([trade, pledges, borders], tmp_path / "m", covariates=about)
    files = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "m").iterdir()}
    actors = list(csv.DictReader(io.StringIO(files["actors.csv"])))
    assert [row["actor"] for row in actors] == [str(node) for node in trade]
    assert {row["key"]: row["cow_igo_full"] for row in actors} == {
        key: str(count) for key, count in about.frame.select("state", "cow_igo_full").iter_rows()
    }
    for one in (trade, pledges, borders):
        order, cells = read_matrix(files[f"{one.graph['measure']}.csv"])
        assert order == [row["actor"] for row in actors]
        silent = {pair for pairs in one.graph["unknown"].values() for pair in pairs}
        for a in one:
            for b in one:
                cell, edge = cells[str(a), str(b)], one.get_edge_data(a, b)
                if a == b or (a, b) in silent or (not one.is_directed() and (b, a) in silent):
                    assert cell == "NA"
                else:
                    value = edge.get("code", edge["weight"]) if edge else 0
                    assert float(cell) == value
    assert cells["365", "710"] == "1"
    assert cells["115", "817"] == "NA"
    assert "Barbieri" in files["sources.bib"]
    assert 'cow_trade_flow <- read_layer("cow_trade_flow.csv")' in files["README.txt"]
    assert about.call in files["README.txt"]


def test_matrices_are_of_one_set_of_actors(
    all_faces: Path, pledges: nx.DiGraph, several: nx.MultiDiGraph, tmp_path: Path
) -> None:
    other = layer("atop_defence", YEAR + 10, folder=all_faces)
    with pytest.raises(NetworkError, match=r"folder, or a file ending in \.zip"):
        write_matrices([pledges], tmp_path / "m.gml")
    for wrong in ([], [pledges, other]):
        with pytest.raises(NetworkError, match="one year and one list of states"):
            write_matrices(wrong, tmp_path / "m")
    with pytest.raises(NetworkError, match="give each once"):
        write_matrices([pledges, pledges], tmp_path / "m")
    table = state_year(years=(1990, 1990), folder=all_faces)
    with pytest.raises(NetworkError, match="not of the states of the layers in 1975"):
        write_matrices([pledges], tmp_path / "m", covariates=table)
    with pytest.raises(NetworkError, match="parallel"):
        write_matrices([several], tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_the_command_writes_each_form(
    command: Run, all_faces: Path, pledges: nx.DiGraph, tmp_path: Path
) -> None:
    words = ("layers", "atop_defence", "--store", str(all_faces), "-y", str(YEAR), "-o")
    assert command(*words, str(tmp_path / "one.graphml"))[0] == 0
    assert same(nx.read_graphml(tmp_path / "one.graphml", node_type=int), pledges)
    assert command(*words, str(tmp_path / "both.gexf"), "-y", "1985")[0] == 0
    assert nx.read_gexf(tmp_path / "both.gexf").is_multigraph()
    assert command(*words, str(tmp_path / "m.zip"))[0] == 0
    with zipfile.ZipFile(tmp_path / "m.zip") as archive:
        assert archive.namelist() == ["README.txt", "actors.csv", "atop_defence.csv", "sources.bib"]
    code, out, _ = command("layers", "list", "--store", str(all_faces))
    assert code == 0
    assert "atop_defence" in out
    code, _, said = command(
        "layers", "atop_defense", "-y", "1975", "-o", "x.gexf", "--store", str(all_faces)
    )
    assert code == 2
    assert "near are atop_defence" in said
    code, _, said = command("layers", "atop_defence", "--store", str(all_faces))
    assert code == 2
    assert "--year 2014, or --as-of 2014-03-01, and -o trade.graphml" in said


def test_the_command_takes_what_layers_and_matrices_take(
    command: Run, all_faces: Path, tmp_path: Path
) -> None:
    trade = layer("cow_trade_flow", YEAR, within=(1e9, math.inf), combine="sum", folder=all_faces)
    asked = ("layers", "cow_trade_flow", "--store", str(all_faces), "-y", str(YEAR))
    words = (*asked, "--within", "1e9", "inf", "--combine", "sum", "-o")
    assert command(*words, str(tmp_path / "most.graphml"))[0] == 0
    assert same(nx.read_graphml(tmp_path / "most.graphml", node_type=int), trade)
    assert (
        0
        < trade.number_of_edges()
        < layer("cow_trade_flow", YEAR, combine="sum", folder=all_faces).number_of_edges()
    )
    assert command(*words, str(tmp_path / "m"), "--covariates", "igo, disputes")[0] == 0
    table = state_year(["igo", "disputes"], years=(YEAR, YEAR), folder=all_faces)
    write_matrices([trade], tmp_path / "expected", covariates=table)
    expected = {path.name: path.read_bytes() for path in (tmp_path / "expected").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "m").iterdir()} == expected
    assert b"cow_igo_full," in expected["actors.csv"]
    code, _, said = command(*words, str(tmp_path / "x.gexf"), "--covariates", "igo")
    assert code == 2
    assert "can have no covariates; give a folder" in said
    code, _, said = command(
        "layers",
        "cow_contiguity_level",
        "--store",
        str(all_faces),
        "-y",
        "1975",
        "--combine",
        "sum",
        "-o",
        str(tmp_path / "x.gexf"),
    )
    assert code == 2
    assert "cow_contiguity_level has no directions to combine" in said
