"""The groups of columns that a table may have, one for each kind of tie."""

from comity.tables.groups.arms import ARMS
from comity.tables.groups.capitals import DISTANCE
from comity.tables.groups.conflict import CONTIGUITY, DISPUTES, LAND_BORDERS, SANCTIONS
from comity.tables.groups.events import EVENTS
from comity.tables.groups.group import Group
from comity.tables.groups.missions import ACCREDITATIONS, MISSIONS
from comity.tables.groups.powers import POWERS
from comity.tables.groups.shared import AGREEMENTS, ALLIANCES, IGO
from comity.tables.groups.shares import EXPORT_SHARES, IMPORT_SHARES
from comity.tables.groups.trade import TRADE
from comity.tables.groups.votes import VOTES

GROUPS: dict[str, Group] = {
    group.name: group
    for group in (
        TRADE,
        IGO,
        VOTES,
        ALLIANCES,
        AGREEMENTS,
        DISTANCE,
        CONTIGUITY,
        MISSIONS,
        SANCTIONS,
        ARMS,
        DISPUTES,
        POWERS,
        EXPORT_SHARES,
        IMPORT_SHARES,
        LAND_BORDERS,
        ACCREDITATIONS,
        EVENTS,
    )
}
