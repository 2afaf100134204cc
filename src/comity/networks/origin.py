"""What is made of networks, and what that rests on: by what the networks say of themselves."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict

from comity.errors import NetworkError
from comity.query.result import call_of

if TYPE_CHECKING:  # importing comity stays light
    import networkx as nx  # type: ignore[import-untyped]


class Origin(TypedDict):
    """What a ``Result`` says of itself."""

    call: str
    manifest: str
    sources: tuple[str, ...]


def of_layers(graphs: "Iterable[nx.Graph]") -> None:
    """Sees that networks say what they are of.

    Raises:
        NetworkError: one does not.
    """
    if any(not {"measure", "year", "actors"} <= set(one.graph) for one in graphs):
        raise NetworkError("a network does not say what it is of; give layers, as layer() gives")


def origin(graphs: "Iterable[nx.Graph]", name: str, /, *given: str, **named: object) -> Origin:
    """What gives again what a function made of networks, and the sources of all of them.

    The call is empty where one of them says none of its own.

    Args:
        graphs: what the function was given first.
        name: of the function.
        *given: what else it was given, written out.
        **named: the same, where what is left out is not said.
    """
    facts = [one.graph for one in graphs]
    calls = [one.get("call", "") for one in facts]
    manifests = {str(one["manifest"]) for one in facts if one.get("manifest")}
    return {
        "call": call_of(name, [*calls, *given], named) if all(calls) else "",
        "manifest": " ".join(sorted(manifests)),
        "sources": tuple(sorted({iri for one in facts for iri in one.get("sources", ())})),
    }
