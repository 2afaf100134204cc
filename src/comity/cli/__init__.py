"""The ``comity`` command: results go to stdout, all else to stderr."""

import sys

import typer
from rich.console import Console

from comity.cli import (
    build,
    check,
    cite,
    compare,
    fetch,
    layers,
    open_,
    path,
    publish,
    query,
    table,
    view,
)
from comity.errors import (
    ComityError,
    FetchError,
    IdentityError,
    LicenceError,
    MissingFileError,
    NetworkError,
    PublishError,
    QuestionError,
    StoreMissingError,
    TableError,
    UnknownSourceError,
    UnknownThingError,
)

FOUND_PROBLEMS, WRONG_USE, MISSING = 1, 2, 3

app = typer.Typer(
    name="comity",
    help="A knowledge graph of the diplomatic and economic ties between states.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("open")(open_.open_pages)
app.command("fetch")(fetch.fetch_files)
app.command("build")(build.build_graph)
app.command("check")(check.check_graphs)
app.command("coverage")(compare.show_coverage)
app.command("disagreements")(compare.show_disagreements)
app.command("claims")(compare.show_claims)
app.command("layers")(layers.write_layers)
app.command("path")(path.show_paths)
app.command("query")(query.query_graph)
app.command("view")(view.view_page)
app.command("publish")(publish.publish_site)
app.add_typer(table.app, name="table")
app.command("cite")(cite.cite_sources)


def main() -> None:
    """Runs the command: 0 done, 1 problems found, 2 wrong use, 3 data missing."""
    try:
        app()
    except (ComityError, OSError) as error:
        console = Console(stderr=True, highlight=False, markup=False)
        console.print(f"comity: {error}", style="red", soft_wrap=True)  # paths are to be copied
        sys.exit(_code(error))


def _code(error: ComityError | OSError) -> int:
    if isinstance(error, MissingFileError | FetchError | StoreMissingError):
        return MISSING
    if isinstance(
        error,
        IdentityError
        | LicenceError
        | NetworkError
        | PublishError
        | QuestionError
        | TableError
        | UnknownSourceError
        | UnknownThingError,
    ):
        return WRONG_USE
    return FOUND_PROBLEMS
