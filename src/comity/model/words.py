"""In which language pages speak: English sentences are the keys of a catalogue for each other one.

What is marked with `_`, `ngettext` or `pgettext` is said in the language of the moment, English
unless ``speaking`` says otherwise. Constants are marked with `N_` and said where they are shown.
"""

import datetime as dt
import gettext
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from comity.errors import QuestionError

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "ru": "Русский"}
"""Languages of pages, by code, each with its own name for itself."""
LOCALE = Path(__file__).parents[1] / "locale"
DOMAIN = "comity"
DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?", re.ASCII)
"""A day or a month as ISO 8601 has it."""
_spoken = ContextVar("spoken", default=ENGLISH)
P = ParamSpec("P")
R = TypeVar("R")


def language() -> str:
    """The code of the language that is spoken now."""
    return _spoken.get()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Says in another language what is said within.

    Raises:
        QuestionError: there are no pages in it.
    """
    if code not in LANGUAGES:
        raise QuestionError(f"no pages are in {code!r}; languages are: {', '.join(LANGUAGES)}")
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)


def _(text: str) -> str:
    """A sentence in the language that is spoken; its ``{parts}`` are filled in afterwards."""
    return catalogue(language()).gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """A sentence on a number of things, in the form that the language has for the number."""
    return catalogue(language()).ngettext(one, many, count)


def pgettext(context: str, text: str) -> str:
    """A sentence of which a language may have several, depending on where it stands."""
    return catalogue(language()).pgettext(context, text)


def N_(text: str) -> str:  # noqa: N802 - the name by which gettext's tools know it
    """Marks a text that is said elsewhere, with `_`."""
    return text


def numeral(value: float | Decimal, form: str = ",") -> str:
    """A number as the language writes it, after a format of Python: ``6,650`` or ``6 650``."""
    text = format(value, form)
    if language() == ENGLISH:
        return text
    group, point, percent = _marks(language())
    text = text.replace(",", "\0").replace(".", point).replace("\0", group)
    return text.replace("%", percent)


def english_numerals(text: str) -> str:
    """A text with numbers as the language writes them, with these as English does."""
    if language() == ENGLISH:
        return text
    group, point, _percent = _marks(language())
    for mark, ours in ((point, "."), (group, ",")):
        text = re.sub(rf"(?<=\d){re.escape(mark)}(?=\d)", ours, text)
    return text


def day_text(text: object) -> str:
    """A day or month in ISO 8601 as the language writes it; other text stays as it is."""
    if language() == ENGLISH:
        return str(text)
    return _day_in(language(), str(text))


def kept_by_language(most: int | None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """``lru_cache`` for what holds texts: one that was made in another language is not given."""

    def decorate(make: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize=most)
        def kept(_code: str, *args: P.args, **given: P.kwargs) -> R:
            return make(*args, **given)

        @wraps(make)
        def said(*args: P.args, **given: P.kwargs) -> R:
            return kept(language(), *args, **given)  # type: ignore[arg-type]

        return said

    return decorate


@cache
def catalogue(code: str) -> gettext.NullTranslations:
    """The sentences of a language.

    Raises:
        FileNotFoundError: the catalogue has not been compiled.
    """
    if code == ENGLISH:
        return gettext.NullTranslations()
    try:
        return gettext.translation(DOMAIN, LOCALE, [code])
    except FileNotFoundError as error:
        place = LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.mo"
        remedy = "run: python scripts/build_frontend.py"
        raise FileNotFoundError(f"{place} has not been compiled; {remedy}") from error


@lru_cache(maxsize=1 << 12)
def _day_in(code: str, text: str) -> str:
    from babel import dates  # noqa: PLC0415 - a page in English does without

    found = DAY.fullmatch(text)
    if not found:
        return text
    day = dt.date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    return dates.format_skeleton("yMMdd" if found["day"] else "yMM", day, locale=code)


@cache
def _marks(code: str) -> tuple[str, str, str]:
    """What stands between thousands, before decimals, and behind a share in per cent."""
    from babel import Locale  # noqa: PLC0415 - a page in English does without

    locale = Locale.parse(code)
    symbols = locale.number_symbols["latn"]
    percent = locale.percent_formats[None].pattern.lstrip("#,0")
    return symbols["group"], symbols["decimal"], percent
