"""What a page calls a thing that has no name: a record, a gap, a claim, a dyad."""

import re
from collections.abc import Mapping

import polars as pl

from comity.answers.lines import Facts, ends_of, facts, is_a, when
from comity.model.namespaces import BASE, CM, ID
from comity.model.records import Line, SourceNote, Thing
from comity.model.words import N_, _

JOINTS = {"dyad": N_("{a} to {b}"), "pair": N_("{a} and {b}")}
"""A dyad, which has a direction, and a pair by the names of their ends."""
SILENCES = {
    "Missing": N_("not known to {source}"),
    "NoTie": N_("none, by {source}"),
    "NotApplicable": N_("not applicable, by {source}"),
}
"""What a source is said to be silent for."""
WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where a word begins in a property's name: altLabel."""


def in_words(name: str) -> str:
    """The local name of a property or class in words: ``altLabel`` → ``alt label``."""
    return WORD.sub(" ", name).lower()


def title_of(
    iri: str,
    line: Line | None,
    said: pl.DataFrame,
    labels: Mapping[str, str],
    sources: Mapping[str, SourceNote],
) -> str:
    """What a thing without a name is called; nothing if no words are found.

    Args:
        iri: the thing.
        line: its line, if it is a record or a series.
        said: property and value of all that is said of it.
        labels: names of everything.
        sources: all by IRI.
    """
    found = facts(said.select("property", "value").with_columns(record=pl.lit(iri)), labels)
    if found and is_a(found[0], "Gap"):
        return _gap(found[0], sources)
    if found and is_a(found[0], "Claim") and iri.startswith(f"{ID}claim/"):
        return _claim(found[0], sources)
    return _record(line) or of_two(iri, labels)


def _gap(gap: Facts, sources: Mapping[str, SourceNote]) -> str:
    """What is missing of whom, and to which source."""
    lacks = gap.labels.get(gap.first("lacks"), _("tie"))
    pair = ends_of(gap)
    who = pair or [gap.first("member")]
    of = _(" and ").join(gap.labels.get(one, one.removeprefix(BASE)) for one in who if one)
    if not pair and gap.first("dyad"):
        of = of_two(gap.first("dyad"), gap.labels)
    within = gap.first("body") or gap.first("agreement")
    source = gap.first("source")
    title = sources[source].title if source in sources else _("its source")
    silence = SILENCES.get(gap.first("silence").removeprefix(CM), SILENCES["NoTie"])
    dated = when(gap)
    days = f", {dated.words}" if dated.start or dated.end else ""
    form = (
        _("{tie} of {actors} in {body}: {silence}") if within else _("{tie} of {actors}: {silence}")
    )
    said = form.format(
        tie=f"{lacks[:1].upper()}{lacks[1:]}",
        actors=of,
        body=gap.labels.get(within, within.removeprefix(BASE)),
        silence=_(silence).format(source=title),
    )
    return said + days


def _claim(claim: Facts, sources: Mapping[str, SourceNote]) -> str:
    source = claim.first("source")
    title = (
        _("“{said}”").format(said=sources[source].title) if source in sources else _("a document")
    )
    if number := claim.first("number"):
        return _("Claim {number} of {document}").format(number=number, document=title)
    return _("Claim of {document}").format(document=title)


def _record(line: Line | None) -> str:
    """What a record or a series says of whom, and when."""
    if line is None or not any(isinstance(part, Thing) for part in line.sentence):
        return ""
    said = "".join(part if isinstance(part, str) else part.label for part in line.sentence)
    of_years = line.iri.startswith(f"{ID}series/") or not line.when.words
    return said if of_years else f"{said}, {line.when.words}"


def of_two(iri: str, labels: Mapping[str, str]) -> str:
    """A dyad or pair by the names of its two ends; nothing of other things."""
    shape, *keys = iri.removeprefix(ID).split("/")
    if shape not in JOINTS:
        return ""
    paths = [
        [key.replace(".", "/", 1)] if "." in key else [f"state/{key}", f"territory/{key}"]
        for key in keys
    ]
    ends = [next((labels[ID + one] for one in some if ID + one in labels), "") for some in paths]
    return _(JOINTS[shape]).format(a=ends[0], b=ends[-1]) if all(ends) else ""
