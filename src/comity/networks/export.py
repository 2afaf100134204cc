"""Networks as files for other programs: Gephi, igraph, D3."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from comity.atomic import write
from comity.errors import NetworkError
from comity.networks.layer import Layer, Multiplex, days_of

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]

GEXF = "{http://www.gexf.net/1.2draft}"


def write_network(graph: "Layer | Multiplex", path: Path | str) -> None:
    """Writes a network to a file, in the form that its ending names.

    ``.gexf``
        Gephi. Ties have ``start`` and ``end``, the days of their year or the day, so that its
        timeline shows them; of parallel ties each is kept, with what ``networkx_key`` says which
        it is.
    ``.graphml``
        igraph, Gephi, Cytoscape, visone and others.
    ``.json``
        Node-link JSON as networkx has it, with the ends of a tie under ``from`` and ``to``, as
        ``source`` is where it comes from: ``nx.node_link_graph(data, source="from", target="to")``.

    What the graph says of itself (call, sources, which ties are unknown) is in each: in GraphML and
    JSON as data of the graph, lists in GraphML as JSON text, and in GEXF as JSON text in its
    ``description``.

    Args:
        graph: what ``layer``, ``multiplex``, ``affiliations`` or ``projection`` gave.
        path: the file; it is replaced.

    Raises:
        NetworkError: no form has that ending.
    """
    path = Path(path)
    if path.suffix not in FORMS:
        raise NetworkError(f"{path} can have no network; its ending must be {', '.join(FORMS)}")
    write(path, FORMS[path.suffix](graph))


def _gexf(graph: "nx.Graph") -> bytes:
    import networkx as nx  # noqa: PLC0415

    shown = graph.copy()
    shown.graph = {"mode": "dynamic"}
    for _, facts in shown.nodes(data=True):
        facts["label"] = facts.get("name", "")
    if "year" in graph.graph and not graph.is_multigraph():
        start, end = days_of(graph)
        for _, _, facts in shown.edges(data=True):
            facts.update(start=start, end=end)
    content = BytesIO()
    nx.write_gexf(shown, content)
    ET.register_namespace("", GEXF.strip("{}"))
    # The text is networkx's own, of this moment.
    root = ET.fromstring(content.getvalue())  # noqa: S314
    # networkx takes a node's key for that of a parallel tie.
    for one in root.iterfind(f".//{GEXF}attributes[@class='node']/{GEXF}attribute"):
        if one.get("title") == "networkx_key":
            one.set("title", "key")
    meta = root.find(f"{GEXF}meta")
    if meta is not None:
        ET.SubElement(meta, f"{GEXF}description").text = json.dumps(graph.graph)
        # The day of writing is no part of the network.
        meta.attrib.pop("lastmodifieddate", None)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _graphml(graph: "nx.Graph") -> bytes:
    import networkx as nx  # noqa: PLC0415

    plain = graph.copy()
    plain.graph = {name: _scalar(value) for name, value in graph.graph.items()}
    content = BytesIO()
    nx.write_graphml_xml(plain, content)
    return content.getvalue()


def _scalar(value: object) -> object:
    return value if isinstance(value, str | int | float) else json.dumps(value)


def _json(graph: "nx.Graph") -> bytes:
    import networkx as nx  # noqa: PLC0415

    data = nx.node_link_data(graph, source="from", target="to")
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


FORMS: Mapping[str, Callable[["nx.Graph"], bytes]] = {
    ".gexf": _gexf,
    ".graphml": _graphml,
    ".json": _json,
}
"""Forms of a network, by the ending of their files."""
