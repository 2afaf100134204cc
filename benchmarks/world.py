"""The time that networks of all states take, beside a bare networkx graph of the same rows.

``python benchmarks/world.py HOME``, where the store in HOME has been built from the publishers'
files, prints for each choice of kinds and day how many ties it is of, the CPU seconds of
``comity.network``, of a networkx graph made by Polars alone from the same rows of Parquet, with two
ends and the dates on each edge, and their ratio; the CPU seconds of the page besides, what it
carries in kilobytes, and the ratio of that to the rows as CSV. All is read once before.
"""

import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import networkx as nx
import polars as pl

from comity.answers.dyads import held_among, ties_of_dyads
from comity.answers.network import network
from comity.model.days import day_of
from comity.model.namespaces import ID
from comity.model.ontology import ends
from comity.quads.faces import column_of
from comity.store.stores import connect
from comity.views.html import html
from comity.views.network import network_page
from comity.views.ways import SERVED

CHOICES = (
    (("AlliancePledge", "DiplomaticRepresentation"), "2017-12-31"),
    (("AlliancePledge",), "2018-12-31"),
    (("DiplomaticRepresentation",), "2023-12-31"),
    (("Sanction",), "2020-06-30"),
    (("TradeFlow",), "2010-06-30"),
    (("Contiguity",), ""),
    (("Membership",), "2014-06-30"),
)
T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What it gives, and how many CPU seconds that takes."""
    start = time.process_time()
    return work(), time.process_time() - start


def bare(home: Path, wanted: pl.DataFrame) -> nx.MultiDiGraph:
    """A graph of the rows of Parquet with these IRIs, and nothing in words."""
    net = nx.MultiDiGraph()
    place = home / (home / "current").read_text(encoding="utf-8").strip() / "faces"
    for path in sorted(place.glob("*/*.parquet")):
        frame = pl.scan_parquet(path)
        names = frame.collect_schema().names()
        two = [column_of(one) for one in ends(path.stem) if one]
        of = two or [one for one in ("dyad", "series_of") if one in names][:1]
        if not of or not {*of} <= {*names}:
            continue
        told = [one for one in ("start", "end", "year", "value", "locator") if one in names]
        rows = frame.select("iri", *of, *told).join(wanted.lazy(), on="iri", how="semi").collect()
        for iri, *facts in rows.iter_rows():
            a, b = facts[:2] if two else facts[0].split("/")[1:]

            net.add_edge(a, b, key=iri, **dict(zip(told, facts[len(of) :], strict=True)))
    return net


def main(home: Path) -> None:
    """Prints the table."""
    store = connect(home)
    network(store, kinds=["LandBorder"])
    print(
        f"load of the machine: {os.getloadavg()[0]:.1f}; {ties_of_dyads(store).index.height:,} ties"
    )
    print(f"{'':<52}{'ties':>8}{'net':>7}{'bare':>7}{'ratio':>7}{'page':>7}{'kB':>7}{'ratio':>7}")
    for kinds, day in CHOICES:
        net, own = timed(lambda kinds=kinds, day=day: network(store, kinds=kinds, as_of=day))
        held = held_among(store, kinds, day_of(day))
        wanted = held.select(iri=pl.col("record").str.strip_prefix(ID))
        peer, other = timed(lambda wanted=wanted: bare(home, wanted))
        page, drawn = timed(lambda net=net: html(network_page(net, title="Ties"), SERVED))
        found = re.search(r'id="payload">(.*?)</script>', page, re.DOTALL)
        carried = len(found.group(1).encode()) if found else 0
        plain = len(pl.DataFrame(list(peer.edges(keys=True))).write_csv().encode())
        print(
            f"{' '.join((*kinds, day)):<52}{net.number_of_edges():>8,}{own:>7.2f}{other:>7.2f}"
            f"{own / other:>7.1f}{drawn:>7.2f}{carried / 1000:>7.0f}{carried / plain:>7.1f}"
        )
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
