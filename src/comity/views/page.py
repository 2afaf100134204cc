"""Whole pages from templates: escaped, self-contained, and locked by a content security policy."""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from comity.atomic import write
from comity.model.namespaces import BASE
from comity.model.records import SourceNote
from comity.views.timeline import timeline_svg

HERE = Path(__file__).parent
ASSETS = HERE / "assets"
REMEDY = "run: python scripts/build_frontend.py"
WEB = re.compile(r"https?://[^\s\x00-\x20\\]+")
OURS = re.compile(r"(?:/(?![/\\])|#)[^\s\x00-\x20\\]*")


def render(
    template: str,
    *,
    title: str,
    scripts: Sequence[str] = (),
    payload: object = None,
    live: bool = True,
    **context: object,
) -> str:
    """One page that opens from a file as well as from the server and requests nothing else.

    Args:
        template: A file of ``templates/``.
        title: Plain text for the browser's title.
        scripts: Bundles of ``assets/`` without their ending, in the order in which they run.
        payload: What the scripts read, as JSON.
        live: Whether the page is served; only then it links to other pages and asks the server.
        **context: What else the template shows.

    Raises:
        FileNotFoundError: the assets have not been built.
    """
    style = asset("comity.css")
    code = [asset(f"{name}.js") for name in scripts]
    return (
        _environment()
        .get_template(template)
        .render(
            title=title,
            live=live,
            style=Markup(style),  # noqa: S704
            scripts=[Markup(one) for one in code],  # noqa: S704
            payload=None if payload is None else Markup(json_text(payload)),  # noqa: S704
            policy=_policy(style, code, live=live),
            **context,
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


def address(href: str, *, live: bool) -> str:
    """An address that a page may link to, or nothing.

    Web addresses always; paths of the server only on served pages; nothing that could run.
    """
    if live and href.startswith(BASE):
        href = "/" + href.removeprefix(BASE)
    if WEB.fullmatch(href) or href.startswith("#"):
        return href
    return href if live and OURS.fullmatch(href) else ""


@cache
def asset(name: str) -> str:
    """A bundled script or style.

    Raises:
        FileNotFoundError: the assets have not been built.
    """
    try:
        text = (ASSETS / name).read_text(encoding="utf-8").replace("\r", "")
    except FileNotFoundError as error:
        raise FileNotFoundError(f"{ASSETS / name} has not been built; {REMEDY}") from error
    if re.search("</(script|style)", text, re.IGNORECASE):
        raise ValueError(f"{ASSETS / name} would close its own tag on a page; {REMEDY}")
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
    )
    environment.filters.update(
        address=_address,
        anchor=_anchor,
        language=_language,
        numbered=_numbered,
        site=_site,
        thousands=thousands,
        timeline=timeline_svg,
    )
    return environment


@pass_context
def _address(context: Context, href: str) -> str:
    return address(href, live=bool(context["live"]))


def _numbered(sources: Iterable[SourceNote]) -> dict[str, int]:
    """The number by which a page's marks point to each of its sources."""
    return {source.iri: number for number, source in enumerate(sources, start=1)}


def _site(locator: str) -> str:
    """The site of a web address, or nothing."""
    return locator.split("/")[2] if WEB.fullmatch(locator) else ""


@cache
def _language(code: str) -> str:
    from babel import Locale  # noqa: PLC0415

    return str(Locale("en").languages.get(code, code))


def _anchor(title: str) -> str:
    return re.sub(r"\W+", "-", title.lower())


def thousands(number: float) -> str:
    """A number as pages write it: ``6,650``."""
    return f"{number:,}"
