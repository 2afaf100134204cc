"""Records and dyads that somebody chose, read by their IRIs."""

import re
from collections import Counter
from collections.abc import Iterable

import polars as pl

from comity.answers.actors import with_dyads
from comity.answers.dossier import bibtex_of, dossier
from comity.answers.lines import noted, record_lines, series_period, source_notes
from comity.answers.wording import records_said
from comity.errors import IdentityError, QuestionError
from comity.model.collected import Item, Kept
from comity.model.namespaces import ID
from comity.model.records import Line, Thing
from comity.model.words import _, numeral
from comity.query.result import called_of
from comity.store.stores import Store

MOST = 100
"""So many records and dyads may be asked for at once, so that an address can be sent by mail."""
DYADS = 10
"""So many of them may be dyads, each of which costs a dossier."""
DYAD = "dyad/"
PATH = re.compile(r"[a-z]+/[^\s\x00-\x20<>\"{}|\\^`,]+")


def kept(store: Store, paths: Iterable[str]) -> Kept:
    """Records, and dyads with all that ties the two, in the order in which they are given.

    Args:
        store: where to ask.
        paths: of their IRIs below ``id/``, such as ``tie/cow_trade/PAK/IND/1950`` or
            ``dyad/PAK/RUS``; one that is named twice counts once.

    Raises:
        QuestionError: a path is none, or there are more than 100, or more than ten dyads.
    """
    wanted = tuple(dict.fromkeys(paths))
    _check(wanted)
    found = {one.path: one for one in _records(store, wanted)}
    found |= {one.path: one for path in wanted if (one := _dyad(store, path))}
    items = tuple(found[path] for path in wanted if path in found)
    counts = Counter(source.iri for one in items for source in one.sources)
    used = noted(counts, source_notes(store))
    return Kept(
        call=called_of(store, "kept", list(wanted)),
        manifest=store.manifest,
        bibtex=bibtex_of(store, used) if used else "",
        items=items,
        absent=tuple(path for path in wanted if path not in found),
        sources=used,
    )


def _check(paths: Iterable[str]) -> None:
    given = list(paths)
    for path in given:
        if not PATH.fullmatch(path):
            wrong = _("{path} is no record; write the path of its IRI, as in dyad/PAK/RUS")
            raise QuestionError(wrong.format(path=repr(path)))
    dyads = sum(path.startswith(DYAD) for path in given)
    if len(given) > MOST or dyads > DYADS:
        wrong = _(
            "{records} records, {dyads} of them dyads, are too many: at most {most} at once, "
            "{most_dyads} of them dyads; ask for them in parts"
        )
        counts = {"records": numeral(len(given)), "dyads": numeral(dyads)}
        raise QuestionError(wrong.format(**counts, most=MOST, most_dyads=DYADS))


def _records(store: Store, paths: Iterable[str]) -> list[Item]:
    values = " ".join(f"<{ID}{path}>" for path in paths if not path.startswith(DYAD))
    if not values:
        return []
    # values of a page's address, of which the form holds no sign that ends an IRI
    asked = (
        "SELECT DISTINCT ?record ?property ?value WHERE "
        f"{{ VALUES ?record {{ {values} }} ?record ?property ?value }}"
    )
    rows = with_dyads(store.select(asked).cast(pl.String))
    return [_item(line) for line in record_lines(store, rows)]


def _item(line: Line) -> Item:
    return Item(
        path=line.iri.removeprefix(ID),
        iri=line.iri,
        when=line.when,
        says=line.sentence,
        value=line.value,
        locator=line.locator,
        sources=(line.source,),
        line=line,
    )


def _dyad(store: Store, path: str) -> Item | None:
    """Everything between two states as one line; nothing of what is no dyad of two."""
    kind, *keys = path.split("/")
    if f"{kind}/" != DYAD or len(keys) != len(("a", "b")):
        return None
    try:
        known = dossier(store, *keys)
    except IdentityError:
        return None
    lines = [line for part in known.sections for line in part.lines]
    years = sorted(line.when.sort[:4] for line in lines if line.when.start or line.when.end)
    count = sum(part.records for part in known.sections)
    whole = Thing(ID + path, f"{known.a.label} – {known.b.label}", kind, f"/{path}")
    return Item(
        path=path,
        iri=ID + path,
        when=series_period(years[0], years[-1]) if years else series_period("", ""),
        says=(whole, f": {records_said(count)}"),
        value="",
        locator="",
        sources=known.sources,
    )
