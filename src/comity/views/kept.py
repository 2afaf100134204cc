"""What an analyst keeps, by an address that names it: a page that can be sent."""

from collections.abc import Mapping

import polars as pl

from comity.answers.kept import DYADS, MOST, kept
from comity.model.collected import Item, Kept
from comity.model.records import Thing
from comity.model.words import _
from comity.views.asked import Asked
from comity.views.page import NONE, Page

TEXTS = ("what", "value", "source", "licence", "locator", "iri")
SCHEMA = {"when": pl.String, "start": pl.Date, "end": pl.Date} | dict.fromkeys(TEXTS, pl.String)


def keeping(asked: Asked) -> Page:
    """Records and dyads by the paths of their IRIs: ``/kept?records=dyad/PAK/RUS,event/…``.

    Without any, where scripts find what is kept on this machine.
    """
    paths = asked.several("records")
    by = {name: said for name, said in asked.days.items() if name == "known"}
    if not paths:
        shows = {"kept": None, "most": MOST, "dyads": DYADS}
        return Page("kept.html", _("Kept"), shows, ("kept", "page"), path=asked.path, given=by)
    known = kept(asked.store, paths)
    return kept_page(known, path=asked.path, given={"records": ",".join(dict.fromkeys(paths))} | by)


def kept_page(known: Kept, *, path: str = "", given: Mapping[str, str] = NONE) -> Page:
    """The page of what was kept.

    Args:
        known: what was kept.
        path: the page's address without what is asked of it, where it has one.
        given: what is asked of it: ``records``, paths with commas between, and ``known``.
    """
    rows = [_row(one) for one in known.items]
    payload = {
        "rows": [
            {**row, "start": None, "end": None, "path": one.path}
            for row, one in zip(rows, known.items, strict=True)
        ],
        "bibtex": known.bibtex,
    }
    return Page(
        "kept.html",
        _("Kept"),
        {"kept": known, "most": MOST, "dyads": DYADS},
        scripts=("kept", "page"),
        payload=payload,
        data=known,
        table=lambda: pl.DataFrame(rows, SCHEMA),
        cited=[one.iri for one in known.sources],
        made=known,
        path=path,
        given=given,
    )


def _row(one: Item) -> dict[str, object]:
    """When, what, value, source, licence, place in the source and IRI; several with semicolons."""
    said = "".join(part.label if isinstance(part, Thing) else part for part in one.says)
    return {
        "when": one.when.words,
        "start": one.when.start,
        "end": one.when.end,
        "what": said,
        "value": one.value,
        "source": "; ".join(source.title for source in one.sources),
        "licence": "; ".join(dict.fromkeys(source.licence for source in one.sources)),
        "locator": one.locator,
        "iri": one.iri,
    }
