"""SPARQL text as tokens: parameters bound as terms, and what may not be asked refused."""

import re
from collections.abc import Mapping

TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
             |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<variable>[?$]\w+)
  | (?P<name>[\w.-]*:[\w.:%-]*|[^\W\d][\w-]*)
  | (?P<other>\s+|.)
    """,
    re.VERBOSE | re.DOTALL,
)


def bind(query: str, terms: Mapping[str, str]) -> str:
    """The query with each variable in ``terms`` replaced by its term, given as N-Triples text.

    Only variables are replaced: the same letters in a string, an IRI or a comment stay.
    """

    def replace(match: re.Match[str]) -> str:
        return terms.get(match[0][1:], match[0]) if match.lastgroup == "variable" else match[0]

    return TOKEN.sub(replace, query)


def words(query: str) -> set[str]:
    """Keywords of the query in capitals: bare words, not those in strings, IRIs or comments."""
    found = (match for match in TOKEN.finditer(query) if match.lastgroup == "name")
    return {match[0].upper() for match in found if ":" not in match[0]}
