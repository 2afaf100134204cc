"""The first page, and that of all sources."""

from dataclasses import replace

from comity.answers.lines import source_notes, thing
from comity.answers.releases import all_releases
from comity.errors import QuestionError
from comity.model.namespaces import ID
from comity.model.records import Thing
from comity.model.states import name_of, polities
from comity.model.words import N_, _
from comity.query.question import OWN, own_questions, question, questions
from comity.store.manifest import read_manifest
from comity.views import maps
from comity.views.asked import Asked
from comity.views.page import Page

TOPICS = {
    "dyad": N_("Two states"),
    "ego": N_("One state"),
    "network": N_("Across states"),
    "time": N_("Through time"),
    "institutions": N_("Institutions"),
    "sectors": N_("Sectors"),
    "claims": N_("What documents say"),
    "provenance": N_("Who says so"),
}
OTHER = N_("More")
GROUPS = (
    (N_("States"), "state"),
    (N_("Territories"), "territory"),
    (N_("Former states and territories"), "former"),
)


def home(asked: Asked) -> Page:
    """Where to begin: a search, questions, and every state."""
    parts = read_manifest(asked.place.folder).parts.values()
    things = [
        (thing(f"{ID}{kind}/{key}", name_of(key, name)), kind if end is None else "former")
        for key, kind, name, end in polities().select("key", "kind", "name", "end").iter_rows()
    ]
    groups = [
        (_(title), sorted((one for one, group in things if group == kind), key=_alphabetical))
        for title, kind in GROUPS
    ]
    counts = [
        (_("sources"), len(source_notes(asked.store))),
        (_("states"), sum(one.kind == "state" for one, _kind in things)),
        (_("ties"), sum(part.ties for part in parts)),
    ]
    drawn = _map(asked)
    own, wrong = own_questions(asked.place.folder)
    listed = [(one.header.summary, f"/question/own/{name}") for name, one in own.items()]
    shows = {
        "counts": counts,
        "groups": groups,
        "topics": _topics(),
        "own": listed,
        "wrong": [(f"{OWN}/{name}", why) for name, why in wrong.items()],
        "map": drawn,
        "loaded": [one for one in all_releases(asked.place.folder) if one.holding],
    }
    return Page(
        "home.html",
        _("Ties between states"),
        shows,
        scripts=("map", "page") if drawn else ("page",),
        payload=drawn.payload if drawn else None,
        made=asked.made,
        path=asked.path,
        given=asked.given,
    )


def _map(asked: Asked) -> Page | None:
    """The map of what is chosen, or at first; nothing where no number of states is there."""
    given = {name: asked.given[name] for name in ("kind", "known") if asked.given.get(name)}
    try:
        return maps.world(replace(asked, path="/map", given=given))
    except QuestionError:
        if "kind" in given:
            raise
        return None


def sources(asked: Asked) -> Page:
    """Every data set, and every other source with its licence and citation."""
    counts = asked.store.select(question("records-by-source").sparql())
    notes, data_sets = source_notes(asked.store), all_releases(asked.place.folder)
    shown = {one.thing.iri for one in data_sets}
    known = [
        replace(notes[iri], records=records)
        for iri, records in counts.iter_rows()
        if iri in notes and iri not in shown
    ]
    shows = {"releases": data_sets, "sources": known}
    title = _("Sources")
    return Page("sources.html", title, shows, data=shows, made=asked.made, path=asked.path)


def _topics() -> list[tuple[str, list[tuple[str, str]]]]:
    """Questions with their addresses, by what their first tag says that they are about."""
    found: dict[str, list[tuple[str, str]]] = {title: [] for title in [*TOPICS.values(), OTHER]}
    for name, asked in questions().items():
        first = next(iter(asked.header.tags), "")
        found[TOPICS.get(first, OTHER)].append((_(asked.header.summary), f"/question/{name}"))
    return [(_(title), asked) for title, asked in found.items() if asked]


def _alphabetical(one: Thing) -> str:
    return one.label
