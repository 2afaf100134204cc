"""The region of the world that each state lies in.

Regions are those of rigour's list of territories (OpenSanctions), which are the geographic regions
of the United Nations' standard M49 with Central Europe as one of its own. A state that the list has
not is in the region of the one that continues it, or else of the first that succeeds it.
"""

from collections.abc import Mapping
from functools import cache

from comity.model.states import later, polities
from comity.model.words import N_

NAMES = (
    *(N_("Eastern Africa"), N_("Middle Africa"), N_("Northern Africa"), N_("Southern Africa")),
    *(N_("Western Africa"), N_("Caribbean"), N_("Central America"), N_("Northern America")),
    *(N_("South America"), N_("Antarctica"), N_("Central Asia"), N_("Eastern Asia")),
    *(N_("South-eastern Asia"), N_("Southern Asia"), N_("Western Asia"), N_("Central Europe")),
    *(N_("Eastern Europe"), N_("Northern Europe"), N_("Southern Europe"), N_("Western Europe")),
    *(N_("Australia and New Zealand"), N_("Melanesia"), N_("Micronesia"), N_("Polynesia")),
)
"""Subregions of the list, which pages name."""


@cache
def regions() -> Mapping[str, tuple[str, str]]:
    """Region and subregion of states and territories, by key: ``Asia``, ``Southern Asia``.

    Those of which no region is known are left out.
    """
    listed = _listed()
    succeeding = {
        before: key
        for key, before in polities()
        .select("key", "succeeds")
        .sort("key", descending=True)
        .explode("succeeds", empty_as_null=False)
        .drop_nulls()
        .iter_rows()
    }
    found: dict[str, tuple[str, str]] = {}
    for key in polities().get_column("key"):
        at: str | None = key
        while at is not None and at not in listed:
            at = later(at) if later(at) != at else succeeding.get(at)
        if at is not None:
            found[key] = listed[at]
    return found


def _listed() -> dict[str, tuple[str, str]]:
    """Regions of those that the list has: by ISO code today, by Wikidata item if they are past."""
    from rigour.territories import get_territories, get_territory  # noqa: PLC0415

    past = {one.qid: one for one in get_territories() if one.is_historical}
    found = {}
    for key, iso2, item in polities().select("key", "iso2", "wikidata").iter_rows():
        one = get_territory(iso2.lower()) if iso2 else past.get(item)
        if one is not None and one.region and one.subregion:
            found[key] = (one.region, one.subregion)
    return found
