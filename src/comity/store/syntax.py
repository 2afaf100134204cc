"""What an engine says of SPARQL that does not parse, in words and with its place."""

import re

from comity.errors import QuerySyntaxError

PLACE = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.DOTALL)
ITEM = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:\'[^\']*\'|[^\]])*\]|[^,]+')
TOKEN = re.compile(r"[?$@]?[\w:-]+|\S")
NEVER = {"SERVICE", "LATERAL"}
"""Words that the grammar knows and that comity does not ask an engine for."""
FEW = 8


def syntax_error(said: str, query: str) -> QuerySyntaxError:
    """The error of a query, from what Oxigraph's parser says of it.

    That lists every character that a name may go on with, which helps nobody, and its place is the
    furthest that it came, which may be within a word or behind it. So words and signs are kept,
    sets of characters are left out, and the place is where that word begins, which is named; what
    is said of a place within a word is of no use there.
    """
    found = PLACE.match(said)
    if not found:
        return QuerySyntaxError(f"SPARQL {said}")
    line, column = int(found[1]), int(found[2])
    items = [one.strip() for one in ITEM.findall(found[3])]
    kept = [one for one in items if one and one[0] != "[" and one not in NEVER]
    reasons = [one for one in kept if " " in one and one[0] != '"']
    row = query.split("\n")[line - 1]
    token = next((one for one in [*TOKEN.finditer(row)][::-1] if one.start() < column), None)
    within = token is not None and token.start() + 1 < column <= token.end()
    column = token.start() + 1 if token else column
    where = f"SPARQL error at {line}:{column}"
    if reasons:
        return QuerySyntaxError(f"{where}: {'; '.join(reasons)}", line, column)
    there = f"from {token[0][:40]!r} on" if token else "here"
    words = f"{where}: it cannot be read {there}"
    if 0 < len(kept) <= FEW and not within:
        words += f"; what fits then: {', '.join(kept)}"
    return QuerySyntaxError(words, line, column)
