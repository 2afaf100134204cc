"""Dossiers, profiles and networks as notebooks show them: their pages, each in a frame of its own.

Whoever imports comity in a running IPython has this already. A shell that starts after that import
asks for it: ``%load_ext comity.views.notebook``.
"""

from html import escape
from typing import TYPE_CHECKING

from comity.answers.network import described
from comity.model.records import Dossier, Kind, Profile

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]
    from IPython.core.interactiveshell import InteractiveShell

    from comity.views.page import Page

MOST_TIES = 20_000
"""More take half a minute to draw, and megabytes of the notebook's file."""
ELSEWHERE = "<code>comity view network -o FILE</code> writes its page."
READ, DRAWN = 600, 760
"""Heights in pixels: of a page that is read, and of one that has its drawing at the top."""


def load_ipython_extension(shell: "InteractiveShell") -> None:
    """Tells a shell how it shows what comity makes; what others make it shows as before."""
    if shell.display_formatter is None:
        return
    html = shell.display_formatter.formatters["text/html"]
    html.for_type(Dossier, _dossier)
    html.for_type(Profile, _profile)
    html.for_type_by_name("networkx.classes.multidigraph", "MultiDiGraph", _network)


def _dossier(known: Dossier) -> str:
    from comity.views.pages import dyad_page  # noqa: PLC0415

    return _framed(dyad_page(known), READ)


def _profile(known: Profile) -> str:
    from comity.views.pages import state_page  # noqa: PLC0415

    return _framed(state_page(known), READ)


def _network(net: "nx.MultiDiGraph") -> str | None:
    """The page of a network, or of what somebody left of it; nothing if another made it."""
    edges = [data for *_, data in net.edges(data=True)]
    ours = "subtitle" in net.graph and all(isinstance(one.get("kind"), Kind) for one in edges)
    if not ours:
        return None
    said = described(net)
    if len(edges) > MOST_TIES:
        return f"<p>{said['subtitle']}: too many to draw in a notebook. {ELSEWHERE}</p>"
    from comity.views.network import network_page  # noqa: PLC0415

    shown = net.copy(as_view=True)
    shown.graph = net.graph | said
    if {one["source"] for one in edges} != set(net.graph.get("sources", ())):
        shown.graph["bibtex"] = ""
    centre = net.graph.get("centre")
    middle = centre if centre in net else None
    title = net.nodes[middle]["label"] if middle else "Network"
    return _framed(network_page(shown, title=title, centre=middle), DRAWN)


def _framed(page: "Page", height: int) -> str:
    """A page in a frame that is as wide as the notebook and can reach nothing of it."""
    from comity.views.html import html  # noqa: PLC0415

    allowed = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
    return (
        f'<iframe title="A page of comity" sandbox="{allowed}" srcdoc="{escape(html(page))}" '
        f'style="width: 100%; height: {height}px; border: 0"></iframe>'
    )
