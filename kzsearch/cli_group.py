"""The command line's errors: every one a line on standard error and an exit code, never a traceback."""

import atexit
import gc
import os
import shlex
import sys
from pathlib import Path
from typing import Any, Final

import click

from . import cli_display as display
from .errors import IndexFolderError, KzSearchError

FOUND, NOT_FOUND, FAILED = 0, 1, 2
INTERRUPTED: Final = 128 + 2  # SIGINT
PIPE_CLOSED: Final = 128 + 13  # SIGPIPE
COLLECTED_AFTER: Final = 1_000_000  # new objects; the tables of the analysis are nearly as many, and no garbage
INDEX_KEY: Final = "kzsearch.index"  # of the index's folder in a context


class CommandLine(click.Group):
    """Commands return their exit code; errors become one line on standard error."""

    def __call__(self, *args: Any, **options: Any) -> Any:
        """As a process, which is to be quick: garbage is looked for seldom and not at the end, and numpy, imported
        later, starts no threads for linear algebra."""
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        gc.set_threshold(COLLECTED_AFTER)
        atexit.register(gc.freeze)
        return super().__call__(*args, **options)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        display.tolerate(sys.stdout)
        display.tolerate(sys.stderr)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> None:
        ctx.exit(self._code(ctx))

    def _code(self, ctx: click.Context) -> int:
        try:
            code: int = super().invoke(ctx)
            print(end="", flush=True)
        except KeyboardInterrupt:
            return INTERRUPTED
        except BrokenPipeError:
            return _pipe_closed()
        except click.NoSuchOption as error:
            raise click.UsageError(f"{error.format_message()}{_advice(error)}", error.ctx) from error
        except (KzSearchError, OSError) as error:
            display.note(f"kzsearch: {error}{_hint(ctx, error)}")
            return NOT_FOUND if ctx.invoked_subcommand == "index" else FAILED
        return code


def _pipe_closed() -> int:
    """Let Python's last flush of standard output go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED


def _advice(error: click.NoSuchOption) -> str:
    takes_words = error.ctx is not None and error.ctx.command.name in ("search", "analyze", "delete")
    return " Put -- before words that start with a dash." if takes_words else ""


def _hint(ctx: click.Context, error: Exception) -> str:
    folder = ctx.meta.get(INDEX_KEY)
    if ctx.invoked_subcommand == "index" or folder is None or not isinstance(error, IndexFolderError):
        return ""
    if Path(folder).exists() and not _is_empty(Path(folder)):
        return ""
    return f"; make one first: kzsearch index PATH --index {shlex.quote(folder)}"


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and not any(folder.iterdir())
