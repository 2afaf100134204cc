"""Finding a state, body, agreement or person by any of its names, slips of spelling included."""

import difflib
import re
from collections.abc import Mapping

from comity.answers.lines import thing
from comity.errors import UnknownThingError
from comity.model.namespaces import ID
from comity.model.records import Thing
from comity.model.states import labels as names
from comity.model.states import polities

KINDS = ("state", "territory", "body", "institution", "agreement", "project", "person", "sector")
POLITIES = ("state", "territory")
BETWEEN = re.compile(r"\s*[,–—/]\s*|\s+(?:-|and|vs)\s+")
MOST = 20


def search(labels: Mapping[str, str], text: str) -> list[Thing]:
    """Things whose name fits, best first: whole, beginning, part, then names nearly like it.

    Two names with a comma, a dash or "and" between them find the dyad of the two before all else,
    unless the text is a name as a whole (Trinidad and Tobago).

    Args:
        labels: English names of everything, by IRI.
        text: what was typed, in any language that comity has names in.
    """
    found = _named(labels, text)
    if found and found[0].label.casefold() == text.strip().casefold():
        return found
    return [*_dyad(labels, text), *found]


def find(labels: Mapping[str, str], text: str) -> Thing:
    """The one thing that a name, a key, an IRI or a path below ``id/`` means.

    Its chief name of today goes before other names, and a whole name before those of which the text
    is only a part.

    Raises:
        UnknownThingError: none does, or several do; the message names those that come close.
    """
    iri = text if text.startswith(ID) else ID + text
    if iri in labels:
        return thing(iri, labels[iri])
    wanted, near = text.strip().casefold(), _named(labels, text)
    chief = {one.iri for one in near if one.label.casefold() == wanted}
    whole = {iri for name, iri in _names(labels) if name == wanted}
    for fitting in (chief, whole, {one.iri for one in near}):
        if len(fitting) == 1:
            iri = fitting.pop()
            return thing(iri, labels.get(iri, ""))
    if not near:
        raise UnknownThingError(f"the graph names nothing {text!r}")
    several = "; ".join(f"{one.label} ({one.iri.removeprefix(ID)})" for one in near[:5])
    raise UnknownThingError(f"{text!r} is the name of no one thing; write one of: {several}")


def _dyad(labels: Mapping[str, str], text: str) -> list[Thing]:
    parts = [part for part in BETWEEN.split(text.strip()) if part]
    ends = [
        next((one for one in _named(labels, part) if one.kind in POLITIES), None) for part in parts
    ]
    match ends:
        case [Thing() as a, Thing() as b] if a != b:
            keys = (one.iri.rsplit("/", 1)[1] for one in (a, b))
            return [Thing("", f"{a.label} – {b.label}", "dyad", "/dyad/" + "/".join(keys))]
    return []


def _named(labels: Mapping[str, str], text: str) -> list[Thing]:
    wanted = text.strip().casefold()
    if not wanted:
        return []
    known = _names(labels)
    ranked = sorted(
        {(rank, len(name), iri) for name, iri in known if (rank := _rank(name, wanted)) is not None}
    )
    if not ranked:
        near = difflib.get_close_matches(wanted, [name for name, _ in known], n=MOST, cutoff=0.7)
        ranked = [(near.index(name), 0, iri) for name, iri in known if name in near]
    iris = dict.fromkeys(iri for _, _, iri in sorted(ranked))
    return [thing(iri, labels.get(iri, "")) for iri in list(iris)[:MOST]]


def _names(labels: Mapping[str, str]) -> list[tuple[str, str]]:
    things = [(label.casefold(), iri) for iri, label in labels.items() if _kind(iri) in KINDS]
    paths = dict(polities().select("key", "kind").iter_rows())
    dated = [
        (label.casefold(), f"{ID}{paths[key]}/{key}")
        for key, label in names().select("key", "label").iter_rows()
    ]
    return [
        *things,
        *dated,
        *((key.casefold(), f"{ID}{kind}/{key}") for key, kind in paths.items()),
    ]


def _kind(iri: str) -> str:
    return iri.removeprefix(ID).split("/", 1)[0] if iri.startswith(ID) else ""


def _rank(name: str, wanted: str) -> int | None:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if wanted in name else None
