"""Finding things by what a person would type."""

import pytest

from comity.answers.search import search

BANK = "https://w3id.org/comity/id/institution/state-bank-of-pakistan"
LABELS = {BANK: "State Bank of Pakistan", "https://w3id.org/comity/id/state/PAK": "Pakistan"}


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("Pakistan", "/state/PAK"),
        ("pakistn", "/state/PAK"),
        ("Пакистан", "/state/PAK"),
        ("پاکستان", "/state/PAK"),
        ("Burma", "/state/MMR"),
        ("USSR", "/state/SUN"),
        ("PAK", "/state/PAK"),
        ("state bank", "/id/institution/state-bank-of-pakistan"),
        ("Pakistan, Russia", "/dyad/PAK/RUS"),
        ("russia – pakistan", "/dyad/RUS/PAK"),
        ("PAK / RUS", "/dyad/PAK/RUS"),
        ("Pakistan and Soviet Union", "/dyad/PAK/SUN"),
        ("Bosnia and Herzegovina", "/state/BIH"),
    ],
)
def test_what_is_typed_leads_there(typed: str, href: str) -> None:
    assert search(LABELS, typed)[0].href == href


@pytest.mark.parametrize("typed", ["", "  ", "xqzv", "Pakistan, Pakistan, Russia"])
def test_what_means_nothing_finds_nothing_or_no_dyad(typed: str) -> None:
    assert not [one for one in search(LABELS, typed) if one.kind == "dyad"]
