"""A knowledge graph of the diplomatic and economic ties between states.

>>> import comity
>>> comity.state("365", scheme="cow", at="1980-01-01").name
'Soviet Union'
"""

from comity.errors import ComityError
from comity.question import question
from comity.states import State, state
from comity.store import connect

__all__ = ["ComityError", "State", "connect", "question", "state"]
