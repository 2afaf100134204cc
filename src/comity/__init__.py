"""A knowledge graph of the diplomatic and economic ties between states.

>>> import comity
>>> comity.state("365", scheme="cow", at="1980-01-01").name
'Soviet Union'
"""

from comity.build import Manifest, build
from comity.cite import cite
from comity.claims import check_claims
from comity.coverage import coverage
from comity.disagreements import disagreements
from comity.dossier import dossier, profile
from comity.errors import ComityError
from comity.fetch import fetch
from comity.network import network
from comity.question import Question, question, questions
from comity.records import Dossier, Profile
from comity.source import Source, source, sources
from comity.states import State, state
from comity.store import Store, connect

__all__ = [
    "ComityError",
    "Dossier",
    "Manifest",
    "Profile",
    "Question",
    "Source",
    "State",
    "Store",
    "build",
    "check_claims",
    "cite",
    "connect",
    "coverage",
    "disagreements",
    "dossier",
    "fetch",
    "network",
    "profile",
    "question",
    "questions",
    "source",
    "sources",
    "state",
]
