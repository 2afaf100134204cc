"""A knowledge graph of the diplomatic and economic ties between states.

>>> import comity
>>> comity.state("365", scheme="cow", at="1980-01-01").name
'Soviet Union'
"""

import sys

from comity.answers.claims import check_claims
from comity.answers.coverage import coverage
from comity.answers.disagreements import disagreements
from comity.answers.dossier import dossier, profile
from comity.answers.network import network
from comity.errors import ComityError
from comity.files.fetch import fetch
from comity.files.source import Source, source, sources
from comity.model.records import Dossier, Profile
from comity.model.states import State, state
from comity.query.cite import cite
from comity.query.question import Question, question, questions
from comity.store.build import Manifest, build
from comity.store.stores import Store, connect
from comity.tables.table import Table
from comity.tables.voting import similarity
from comity.tables.years import dyad_year, state_year

__all__ = [
    "ComityError",
    "Dossier",
    "Manifest",
    "Profile",
    "Question",
    "Source",
    "State",
    "Store",
    "Table",
    "build",
    "check_claims",
    "cite",
    "connect",
    "coverage",
    "disagreements",
    "dossier",
    "dyad_year",
    "fetch",
    "network",
    "profile",
    "question",
    "questions",
    "similarity",
    "source",
    "sources",
    "state",
    "state_year",
]

if "IPython" in sys.modules:
    from IPython.core.getipython import get_ipython

    if shell := get_ipython():
        from comity.views.notebook import load_ipython_extension

        load_ipython_extension(shell)
