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
from comity.model.portrait import Roll
from comity.model.records import Section, SourceNote
from comity.views.bundled import asset
from comity.views.page import Page, twins
from comity.views.timeline import series_svg, timeline_svg
from comity.views.ways import ALONE, WEB, Way, address

HERE = Path(__file__).parent
USED = {
    "type": "Things of this class",
    "organ of": "Organs",
    "dependency of": "Dependencies",
    "broader": "Narrower",
    "in scheme": "Concepts",
    "top concept of": "Top concepts",
    "amends": "Amended by",
    "sector": "In this sector",
    "succeeds": "Succeeded by",
    "continues": "Continued by",
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
    return (
        _environment()
        .get_template(page.template)
        .render(
            page=page,
            title=page.title,
            way=way,
            live=way.live,
            twins=twins(page, way),
            style=Markup(style),  # noqa: S704
            scripts=[Markup(one) for one in code],  # noqa: S704
            payload=None if payload is None else Markup(json_text(payload)),  # noqa: S704
            policy=_policy(style, code, way),
            **page.shows,
        )
    )


def write_page(text: str, path: Path) -> None:
    """Write a page so that nobody ever meets half of one."""
    write(path, text.encode("utf-8"))


def json_text(value: object) -> str:
    """JSON that can stand between script tags: it closes no tag and breaks no line of script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character, escape in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(character, escape)
    return text


def _policy(style: str, scripts: Iterable[str], way: Way) -> str:
    allowed = " ".join(_digest(text) for text in scripts) or "'none'"
    rules = [
        "default-src 'none'",
        f"script-src {allowed}",
        f"style-src {_digest(style)}",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'self'" if way.live or way.holds("/search") else "form-action 'none'",
    ]
    return "; ".join([*rules, "connect-src 'self'"] if way.live else rules)


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
    )
    environment.filters.update(
        address=_address,
        anchor=_anchor,
        beside_rolls=_beside_rolls,
        language=_language,
        numbered=_numbered,
        series=series_svg,
        site=_site,
        thousands=thousands,
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


@cache
def _language(code: str) -> str:
    from babel import Locale  # noqa: PLC0415

    return str(Locale("en").languages.get(code, code)) if code else "any"


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
    return USED.get(label) or f"{label} of".capitalize()


def _anchor(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower())


def thousands(number: float) -> str:
    """A number as pages write it: ``6,650``."""
    return f"{number:,}"
