"""What can go wrong, as one tree.

ComityError
├── SourceError              a data set, its description or its file
│   ├── UnknownSourceError   no data set has that id
│   ├── DescriptionError     source.toml says something it may not
│   ├── MissingFileError     a file is not where it should be
│   ├── FetchError           a publisher's address does not give the file
│   ├── ChecksumError        a fetched file is not the one declared, or fetched before
│   ├── LicenceError         a source's licence has not been accepted
│   ├── FileFormatError      a file is truncated, a pointer, or not the declared format
│   ├── ColumnError          a header differs from the declared columns
│   ├── ValueRangeError      a value is outside its declared set or type
│   ├── KeyNotUniqueError    two rows share the key that their tie is named by
│   └── MappingError         a mapping yields what the ontology does not know
├── IdentityError            a code or name that means no single state
│   ├── UnknownStateError    nothing has ever had that code
│   ├── AmbiguousCodeError   several states fit
│   └── NotAStateThenError   the code was held, but not on that day
├── StoreError               the graph store
│   ├── StoreMissingError    no graph has been built there
│   ├── QuerySyntaxError     SPARQL that does not parse
│   ├── QueryLimitError      a query passed its time or memory limit
│   ├── QueryRefusedError    a query asks for what is not allowed
│   └── EndpointError        a remote endpoint failed
├── EngineError              what runs mappings is not installed or does not start
├── UnknownThingError        the graph says nothing of an IRI
├── QuestionError            a shipped or given .rq file or its parameters
├── TableError               states, years, columns or a form of file that are not there
├── NetworkError             ties, nodes or forms of a network that are not there
├── PublishError             a site of files cannot stand where it is to be
├── CitationError            nothing to cite, or a source that the graph does not hold
└── CheckFailedError         the graph breaks a rule

A message says what was wrong, where, and what to do.
"""


class ComityError(Exception):
    """Base of every error that comity raises on purpose."""


class SourceError(ComityError):
    """A data set, its description or its file."""


class UnknownSourceError(SourceError):
    """No data set has that id."""


class DescriptionError(SourceError):
    """source.toml says something it may not."""


class MissingFileError(SourceError):
    """A file is not where it should be."""


class FetchError(SourceError):
    """A publisher's address does not give the file."""


class ChecksumError(SourceError):
    """A fetched file is not the one that was declared, or fetched before."""


class LicenceError(SourceError):
    """A source's licence has not been accepted."""


class FileFormatError(SourceError):
    """A file is truncated, a pointer to the real one, or not in the declared format."""


class ColumnError(SourceError):
    """A header differs from the declared columns."""


class ValueRangeError(SourceError):
    """A value is outside its declared set, range or type."""


class KeyNotUniqueError(SourceError):
    """Two rows share the key that their tie is named by."""


class MappingError(SourceError):
    """A mapping yields a column, class or value that the ontology does not know."""


class IdentityError(ComityError):
    """A code or name that means no single state; ``candidates`` holds the keys that come close."""

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates


class UnknownStateError(IdentityError):
    """Nothing has ever had that code."""


class AmbiguousCodeError(IdentityError):
    """Several states fit."""


class NotAStateThenError(IdentityError):
    """The code was held, but not on that day."""


class StoreError(ComityError):
    """The graph store."""


class StoreMissingError(StoreError):
    """No graph has been built there."""


class QuerySyntaxError(StoreError):
    """SPARQL that does not parse; ``line`` and ``column`` from 1, or 0 where no place is known."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class QueryLimitError(StoreError):
    """A query passed its time or memory limit."""


class QueryRefusedError(StoreError):
    """A query asks for what is not allowed."""


class EndpointError(StoreError):
    """A remote endpoint failed or gave an answer that is none."""


class EngineError(ComityError):
    """What runs mappings is not installed, or does not start."""


class UnknownThingError(ComityError):
    """The graph says nothing of an IRI."""


class QuestionError(ComityError):
    """A shipped or given .rq file, or the parameters given to it."""


class TableError(ComityError):
    """A table asks for states, years or columns that are not there, or a form cannot hold it."""


class NetworkError(ComityError):
    """A network asks for ties, nodes or a form that are not there."""


class PublishError(ComityError):
    """A site of files cannot stand where it is to be."""


class CitationError(ComityError):
    """What is to be cited names no source, or one that the graph does not hold."""


class CheckFailedError(ComityError):
    """The graph breaks a rule."""
