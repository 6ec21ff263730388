"""What several commands take: an index, JSON, standard input."""

import sys
from typing import IO, TYPE_CHECKING, Final

import click

from .cli_group import INDEX_KEY
from .errors import DocumentError

if TYPE_CHECKING:
    from .index import Index

STDIN: Final = "-"


def _remember_index(ctx: click.Context, _: click.Parameter, value: str) -> str:
    if not value.strip():
        raise click.BadParameter(f"must be a folder, got {value!r}")
    ctx.meta[INDEX_KEY] = value
    return value


index_option = click.option(
    "--index", "-i", "folder", metavar="DIR", envvar="KZSEARCH_INDEX", show_envvar=True, required=True,
    callback=_remember_index, help="The folder of the index.",
)  # fmt: skip
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def opened_index(folder: str) -> "Index":
    """An index that is there."""
    from . import open as open_index

    return open_index(folder, create=False)


def stdin() -> IO[bytes]:
    """Standard input as bytes."""
    if sys.stdin is None:
        raise DocumentError("standard input must be open for '-'")
    return sys.stdin.buffer
