"""What can be asked of the sources that are held: each measure by the name of its column."""

from dataclasses import dataclass

from comity.files.source import Covers, Source
from comity.model.words import _
from comity.tables.groups import GROUPS
from comity.tables.groups.group import Group, Measure
from comity.tables.holding import Holding


@dataclass(frozen=True)
class Offer:
    """A measure of a source, by the name of its column."""

    name: str
    group: Group
    source: Source
    measure: Measure

    def says(self, a: str = "", b: str = "") -> str:
        """What it is, in words, of two that are so called, or of one."""
        ends = {"a": a or _("the first"), "b": b or _("the second")}
        return _(self.measure.says).format(**ends, it=_("it"))

    @property
    def covers(self) -> list[Covers]:
        """What the source covers of it."""
        return [one for one in self.source.description.coverage if one.kind == self.group.kind]

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year that the source covers of it."""
        return min(one.start for one in self.covers), max(one.end for one in self.covers)

    @property
    def universe(self) -> str:
        """Whom the source speaks of, in words."""
        return "; ".join(dict.fromkeys(one.universe for one in self.covers))


def offers(held: Holding, *, pairs: bool = True) -> dict[str, Offer]:
    """The measures of two states that the sources have, or those of one, by name."""
    return {
        f"{source.id}_{one.name}": Offer(f"{source.id}_{one.name}", group, source, one)
        for group in GROUPS.values()
        for source in group.having(held)
        for one in (group.of_dyads if pairs else group.of_states)
        if _has(held, source, one)
    }


def _has(held: Holding, source: Source, one: Measure) -> bool:
    """Whether a source has what a measure needs."""
    if one.needs is None:
        return True
    kind, column = one.needs
    return column in held.records(source, kind).collect_schema().names()
