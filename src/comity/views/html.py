"""Whole pages from templates: escaped, self-contained, and locked by a content security policy."""

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from comity.atomic import write
from comity.model.ontology import ancestors
from comity.model.ontology import words as terms
from comity.model.portrait import Roll
from comity.model.records import Section, SourceNote
from comity.model.words import (
    ENGLISH,
    LANGUAGES,
    N_,
    _,
    day_text,
    kept_by_language,
    language,
    ngettext,
    numeral,
    pgettext,
    speaking,
)
from comity.views.bundled import asset
from comity.views.page import Page, twins
from comity.views.timeline import series_svg, timeline_svg
from comity.views.ways import ALONE, WEB, Way, address, spoken

HERE = Path(__file__).parent
USED = {
    "type": N_("Things of this class"),
    "organ of": N_("Organs"),
    "dependency of": N_("Dependencies"),
    "broader": N_("Narrower"),
    "in scheme": N_("Concepts"),
    "top concept of": N_("Top concepts"),
    "amends": N_("Amended by"),
    "sector": N_("In this sector"),
    "succeeds": N_("Succeeded by"),
    "continues": N_("Continued by"),
}
"""What a property's name is when read from its end, where adding “of” would not do."""


def html(page: Page, way: Way = ALONE) -> str:
    """A page as one text that opens from a file as well as from the server, and requests nothing.

    Raises:
        FileNotFoundError: the assets have not been built.
    """
    style = asset("comity.css")
    code = [asset(f"{name}.js") for name in page.scripts]
    payload = page.payload
    with speaking(page.language):
        return (
            _environment()
            .get_template(page.template)
            .render(
                page=page,
                title=page.title,
                way=way,
                live=way.live,
                twins=twins(page, way),
                languages=_languages(page, way),
                style=Markup(style),  # noqa: S704
                scripts=[Markup(one) for one in code],  # noqa: S704
                speech=Markup(said(page.language)) if code else "",  # noqa: S704
                payload=None if payload is None else Markup(json_text(payload)),  # noqa: S704
                policy=_policy(style, code, live=way.live),
                **page.shows,
            )
        )


def said(code: str) -> str:
    """What scripts say in a language, as JSON by the English; nothing for English itself."""
    return "" if code == ENGLISH else json_text(json.loads(asset(f"words-{code}.json")))


def _languages(page: Page, way: Way) -> list[tuple[str, str, str]]:
    """The other languages of a served page: code, name and address."""
    if not (way.live and page.path):
        return []
    others = {code: name for code, name in LANGUAGES.items() if code != page.language}
    return [(code, name, spoken(page.address(), code)) for code, name in others.items()]


def write_page(text: str, path: Path) -> None:
    """Write a page so that nobody ever meets half of one."""
    write(path, text.encode("utf-8"))


def json_text(value: object) -> str:
    """JSON that can stand between script tags: it closes no tag and breaks no line of script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, escape in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(character, escape)
    return text


def _policy(style: str, scripts: Iterable[str], *, live: bool) -> str:
    allowed = " ".join(_digest(text) for text in scripts) or "'none'"
    rules = [
        "default-src 'none'",
        f"script-src {allowed}",
        f"style-src {_digest(style)}",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'self'" if live else "form-action 'none'",
    ]
    return "; ".join([*rules, "connect-src 'self'"] if live else rules)


def _digest(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        _, ngettext, newstyle=True, pgettext=pgettext
    )
    # Jinja's own fills in parts and marks as safe, which is dear where a page says it 5,000 times.
    environment.globals["_"] = _
    environment.filters.update(
        address=_address,
        anchor=_anchor,
        beside_rolls=_beside_rolls,
        day=day_text,
        language=language_name,
        numbered=_numbered,
        said=_,
        series=series_svg,
        site=_site,
        thousands=numeral,
        timeline=timeline_svg,
        used=_used,
    )
    return environment


@pass_context
def _address(context: Context, href: str) -> str:
    way = context["way"]
    return address(href, way) if isinstance(way, Way) else ""


def _numbered(sources: Iterable[SourceNote]) -> dict[str, int]:
    """The number by which a page's marks point to each of its sources."""
    return {source.iri: number for number, source in enumerate(sources, start=1)}


def _site(locator: str) -> str:
    """The site of a web address, or nothing."""
    return locator.split("/")[2] if WEB.fullmatch(locator) else ""


def language_name(code: str) -> str:
    """A language by its code, in the language that is spoken."""
    return _language(code, language()) if code else _("any")


@cache
def _language(code: str, into: str) -> str:
    from babel import Locale  # noqa: PLC0415

    return str(Locale(into).languages.get(code, code))


def _beside_rolls(sections: Iterable[Section], rolls: Iterable[Roll]) -> list[Section]:
    """Sections without what the rolls of the page list whole."""
    listed = {one.kind for one in rolls}
    found = []
    for part in sections:
        lines = tuple(one for one in part.lines if not listed & {*ancestors(one.kind.name)})
        cut = tuple(one for one in part.cut if not listed & {*ancestors(one.kind.name)})
        if lines:
            found.append(replace(part, lines=lines, cut=cut))
    return found


def _used(label: str) -> str:
    """What stands above the things that lead to a page's thing by a property of this name."""
    if known := USED.get(_in_english().get(label, label)):
        return _(known)
    return _("{property} of").format(property=label).capitalize()


@kept_by_language(None)
def _in_english() -> dict[str, str]:
    """The English labels of properties by those in the language that is spoken."""
    with speaking(ENGLISH):
        english = {one.iri: one.label for one in terms()}
    return {one.label: english[one.iri] for one in terms()}


def _anchor(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower())
