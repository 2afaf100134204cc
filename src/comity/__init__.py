"""A knowledge graph of the diplomatic and economic ties between states.

>>> import comity
>>> comity.state("365", scheme="cow", at="1980-01-01").name
'Soviet Union'
"""

import sys

from comity.answers.claims import check_claims
from comity.answers.compared import compared
from comity.answers.coverage import coverage
from comity.answers.disagreements import disagreements
from comity.answers.dossier import dossier
from comity.answers.kept import kept
from comity.answers.network import network
from comity.answers.paths import paths
from comity.answers.profile import profile
from comity.answers.releases import release
from comity.answers.shown import listing
from comity.answers.spells import spells
from comity.answers.things import portrait
from comity.errors import ComityError
from comity.files.fetch import fetch
from comity.files.source import Source, source, sources
from comity.model.portrait import Portrait
from comity.model.records import Dossier, Profile
from comity.model.release import Release
from comity.model.states import State, state
from comity.networks.affiliations import affiliations, projection
from comity.networks.communities import backbone, communities
from comity.networks.compare import qap, structural_balance, tie_changes
from comity.networks.export import write_network
from comity.networks.layer import layer, multiplex
from comity.networks.matrices import write_matrices
from comity.networks.measures import node_measures
from comity.query.answer import Answer, ask
from comity.query.cite import cite
from comity.query.question import Question, question, questions
from comity.query.result import Result, Rows
from comity.store.build import build
from comity.store.manifest import Manifest
from comity.store.stores import Store, connect
from comity.tables.table import Table
from comity.tables.voting import similarity
from comity.tables.years import dyad_year, state_year

__all__ = [
    "Answer",
    "ComityError",
    "Dossier",
    "Manifest",
    "Portrait",
    "Profile",
    "Question",
    "Release",
    "Result",
    "Rows",
    "Source",
    "State",
    "Store",
    "Table",
    "affiliations",
    "ask",
    "backbone",
    "build",
    "check_claims",
    "cite",
    "communities",
    "compared",
    "connect",
    "coverage",
    "disagreements",
    "dossier",
    "dyad_year",
    "fetch",
    "kept",
    "layer",
    "listing",
    "multiplex",
    "network",
    "node_measures",
    "paths",
    "portrait",
    "profile",
    "projection",
    "qap",
    "question",
    "questions",
    "release",
    "similarity",
    "source",
    "sources",
    "spells",
    "state",
    "state_year",
    "structural_balance",
    "tie_changes",
    "write_matrices",
    "write_network",
]

if "IPython" in sys.modules:
    from IPython.core.getipython import get_ipython

    if shell := get_ipython():
        from comity.views.notebook import load_ipython_extension

        load_ipython_extension(shell)
