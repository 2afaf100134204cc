"""Bring the catalogues of what pages say up to what the code, templates, scripts and questions say.

Run it after a text has changed, translate what it names, then run build_frontend.py.
"""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from comity.model.words import DOMAIN, ENGLISH, LANGUAGES, LOCALE
from comity.query.question import read_question

ROOT = Path(__file__).resolve().parents[1]
READERS = {
    "src/comity/**/*.py": "python",
    "src/comity/views/templates/*.html": "jinja2.ext:babel_extract",
}
"""Which extractor of Babel reads which files."""
SCRIPTS = "frontend/*.ts"
QUESTIONS = "src/comity/queries/*.rq"
OPTIONS = {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}
STRING = r'("(?:[^"\\]|\\.)*")'
CALL = re.compile(rf"\b(?:said\({STRING}|counted\(\s*{STRING},\s*{STRING})")
"""What a script says; the extractor that Babel has for scripts misses calls within templates."""
WIDTH = 100
Text = str | tuple[str, ...]


def texts() -> Catalog:
    """Every text that pages say, with the files that say it; English is its key."""
    found = Catalog(fuzzy=False)
    for pattern, reader in READERS.items():
        for path in sorted(ROOT.glob(pattern)):
            for text, context in _marked(path, reader):
                found.add(text, locations=[(_place(path), 0)], context=context)
    for path in sorted(ROOT.glob(SCRIPTS)):
        for text in _called(path):
            found.add(text, locations=[(_place(path), 0)])
    for path in sorted(ROOT.glob(QUESTIONS)):
        for text in _asked(path):
            found.add(text, locations=[(_place(path), 0)])
    return found


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _marked(path: Path, reader: str) -> Iterator[tuple[Text, str | None]]:
    with path.open("rb") as file:
        for _, text, _, context in extract(reader, file, options=OPTIONS):
            yield text, context


def _called(path: Path) -> Iterator[Text]:
    for one, *both in CALL.findall(path.read_text(encoding="utf-8")):
        yield json.loads(one) if one else tuple(json.loads(text) for text in both)


def _asked(path: Path) -> Iterator[str]:
    """What the page of a question says: its summary, its description, names of what it takes."""
    header = read_question(path.read_text(encoding="utf-8"), path.stem).header
    labels = [one.label for one in header.params.values()]
    yield from (text for text in (header.summary, header.description, *labels) if text)


def catalogue(code: str) -> Path:
    """The file of a language's catalogue."""
    return LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def updated(code: str) -> tuple[Catalog, bytes]:
    """A language's catalogue with all texts of today and none of before, and the text of its file.

    A language of ``LANGUAGES`` that has no file yet begins with an empty one.
    """
    path = catalogue(code)
    if path.is_file():
        with path.open("rb") as file:
            held = read_po(file)
    else:
        held = Catalog(code, project=DOMAIN, fuzzy=False)
    made, held.header_comment = held.creation_date, f"# What comity's pages say, in {code}."
    held.update(texts(), no_fuzzy_matching=True)
    held.creation_date = made
    out = BytesIO()
    write_po(out, held, width=WIDTH, include_lineno=False, ignore_obsolete=True)
    return held, out.getvalue()


def untranslated(held: Catalog) -> list[str]:
    """Texts of a catalogue that have no translation, or not for each plural form."""
    return [
        one.id if isinstance(one.id, str) else str(one.id[0])
        for one in held
        if one.id and not all([one.string] if isinstance(one.string, str) else one.string or [""])
    ]


if __name__ == "__main__":
    for code in LANGUAGES:
        if code == ENGLISH:
            continue
        held, content = updated(code)
        catalogue(code).parent.mkdir(parents=True, exist_ok=True)
        catalogue(code).write_bytes(content)
        missing = untranslated(held)
        print(
            f"{code}: {len(held)} texts, {len(missing)} without a translation", *missing, sep="\n"
        )
