"""The `kzsearch` command: index, search, analyze, stats, delete, verify; learn-translations is in cli_learning.py.

Exit codes: 0 done or found, 1 nothing found or indexed, 2 wrong use or an error (1 for `index`), 130 after Ctrl-C.
The engine is imported inside the commands.
"""

import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import click

from . import __version__
from . import cli_display as display
from .cli_group import FOUND, NOT_FOUND, CommandLine
from .cli_hits import explanation, show_hits
from .cli_learning import learn_translations
from .cli_options import STDIN, index_option, json_option, opened_index, stdin
from .errors import IndexFolderError

if TYPE_CHECKING:
    from .documents import Document, Format, Skipped
    from .index import AddReport
    from .results import Hit, Results

FORMATS: Final = ("text", "html", "jsonl", "json", "csv")


@click.group(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kzsearch")
def main() -> None:
    """Search Kazakh and Russian texts: a question in either language finds the answer in both.

    \b
    Examples:
      kzsearch index news/ --index my-index
      kzsearch search министр здравоохранения --index my-index
      kzsearch search "денсаулық сақтау министрі" --index my-index
      kzsearch analyze Мектептер туралы жаңа заң
      export KZSEARCH_INDEX=my-index; kzsearch search бюджет
    """


# --- index --------------------------------------------------------------------------------------------------


@main.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@index_option
@click.option("--encoding", metavar="E", help="The encoding of all files, as cp1251; detected when not given.")
@click.option("--format", type=click.Choice(FORMATS), help="The format of standard input and of files given by name.")
@click.option("--raw", is_flag=True, help="Keep texts as they are: no menus cut off web pages, nothing mended.")
@json_option
@click.option("--quiet", "-q", is_flag=True, help="No progress, no report.")
def index(
    paths: Sequence[str],
    folder: str,
    encoding: str | None,
    format: "Format | None",
    raw: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Add files, folders or standard input (-) to an index, which is made if it is not there.

    Text, HTML, JSON lines, JSON and CSV, also packed with gzip. A document with a known id is replaced. All of a run
    is added, or nothing. Exit code 1: nothing could be added.

    \b
    Examples:
      kzsearch index news/ laws.jsonl --index my-index
      kzsearch index архив/ --encoding cp1251 --index my-index
      cat жаңалықтар.jsonl | kzsearch index - --format jsonl --index my-index
    """
    from .documents import read

    start = time.perf_counter()
    sources = [stdin() if path == STDIN else path for path in paths]
    found = read(*sources, encoding=encoding, clean=not raw, format=format)
    shown = not quiet and display.is_terminal(sys.stderr)
    with display.progress(_without_index(found, paths, folder), shown=shown) as docs:
        report = _add(docs, folder)
    seconds = time.perf_counter() - start
    if as_json:
        display.write_json({"index": folder, **asdict(report), "seconds": seconds})
    elif not quiet:
        _show_report(report, folder, seconds)
    if report.added + report.updated:
        return FOUND
    display.note("kzsearch: nothing could be indexed")
    return NOT_FOUND


def _add(found: Iterator["Document | Skipped"], folder: str) -> "AddReport":
    """Add documents; where there is none, no index is made."""
    from . import open as open_index
    from .documents import Skipped
    from .index import AddReport

    passed_over: list[Skipped] = []
    for item in found:
        if not isinstance(item, Skipped):
            with open_index(folder) as opened:
                return opened.add(chain(passed_over, [item], found))
        passed_over.append(item)
    return AddReport(skipped=tuple(passed_over))


def _without_index(
    found: Iterable["Document | Skipped"], paths: Iterable[str], folder: str
) -> Iterator["Document | Skipped"]:
    """Leave out the index's own files, where the index lies in a folder that is indexed."""
    from .documents import Skipped

    own = Path(folder).resolve()
    roots = [Path(path).resolve() for path in paths if path != STDIN]
    names = tuple(f"{own.relative_to(root).as_posix()}/" for root in roots if root != own and own.is_relative_to(root))
    return (item for item in found if not (isinstance(item, Skipped) and item.source.startswith(names)))


def _show_report(report: "AddReport", folder: str, seconds: float) -> None:
    for skipped in report.skipped:
        display.note(f"skipped {skipped.source}: {skipped.reason}")
    counts = f"{report.added} added, {report.updated} updated, {len(report.skipped)} skipped"
    display.write(f"{counts} in {seconds:.1f} s: {display.clean(folder)}")


# --- search -------------------------------------------------------------------------------------------------


def _where(_: click.Context, __: click.Parameter, given: Sequence[str]) -> dict[str, Any]:
    """KEY=VALUE, KEY=A..B -> what `Index.search` takes as `where`."""
    found: dict[str, list[str]] = {}
    for condition in given:
        key, equals, value = condition.partition("=")
        if not key or not equals:
            raise click.BadParameter(f"must be KEY=VALUE, got {condition!r}")
        found.setdefault(key, []).append(value)
    return {key: _condition(key, values) for key, values in found.items()}


def _condition(key: str, values: Sequence[str]) -> Any:
    from .conditions import Range

    if not any(".." in value for value in values):
        return values
    if len(values) > 1:
        raise click.BadParameter(f"{key!r} must have one range or several values, got {', '.join(values)}")
    least, _, most = values[0].partition("..")
    return Range(least or None, most or None)


@main.command()
@click.argument("words", metavar="QUERY...", nargs=-1, required=True)
@index_option
@click.option("--limit", "-n", type=click.IntRange(min=1), default=10, show_default=True, help="Most hits.")
@click.option("--offset", type=click.IntRange(min=0), default=0, show_default=True, help="Hits to leave out first.")
@click.option("--lang", type=click.Choice(["kk", "ru"]), help="Only documents in this language.")
@click.option("--no-translation", is_flag=True, help="Only the words of the query, not the other language's.")
@click.option(
    "--where",
    "conditions",
    metavar="KEY=VALUE",
    multiple=True,
    callback=_where,
    help="Only documents with this value, or with one from A to B: A..B, A.., ..B. Several of one key: any of them.",
)
@click.option(
    "--match", metavar="N", type=float, default=1, help="So many of the words have to match; 0.5: half of them."
)
@click.option(
    "--half-life",
    metavar="DAYS",
    type=float,
    help="Newer documents first: after so many days a score has lost a quarter.",
)
@click.option(
    "--proximity", metavar="W", type=float, default=0.0, help="What words close together add; 0.1 is a good one."
)
@click.option("--explain", is_flag=True, help="Show how each score came about.")
@click.option(
    "--translations",
    metavar="W",
    type=click.FloatRange(0, 1),
    help="What the best translation of a word weighs against the word: 0 to 1, ordinarily 0.85.",
)
@json_option
def search(
    words: Sequence[str],
    folder: str,
    limit: int,
    offset: int,
    lang: Literal["kk", "ru"] | None,
    no_translation: bool,
    conditions: dict[str, Any],
    match: float,
    half_life: float | None,
    proximity: float,
    translations: float | None,
    explain: bool,
    as_json: bool,
) -> int:
    """Find documents, the best first. Exit code 0: found; 1: none; 2: an error.

    \b
    The query:
      слово слово        any of the words      "точная фраза"   side by side
      +слово -слово      must, must not        слов*            words that begin so
      A AND B, A OR B, NOT A, ( )              title:слово      in the title

    \b
    Examples:
      kzsearch search министр здравоохранения --index my-index
      kzsearch search "жаңа мектеп" --lang ru --limit 5 --index my-index
      kzsearch search бюджет --where rubric=экономика --where date=2024-01..2024-06 --index my-index
      kzsearch search --index my-index -- -футбол +спорт
    """
    query = " ".join(words)
    with opened_index(folder) as opened:
        from .options import Recency

        results = opened.search(
            query, limit, offset=offset, lang=lang, where=conditions,
            cross_lingual=not no_translation if translations is None else translations * (not no_translation),
            minimum_should_match=match, recency=None if half_life is None else Recency(half_life=half_life),
            proximity=proximity,
        )  # fmt: skip
        if as_json:
            display.write_json(_results(results, offset, explain))
        else:
            _show_results(results, offset, explain)
    return FOUND if results else NOT_FOUND


def _results(results: "Results", offset: int, explain: bool) -> dict[str, Any]:
    return {
        "query": results.query,
        "total": results.total,
        "offset": offset,
        "seconds": results.seconds,
        "warnings": results.warnings,
        "suggestion": results.suggestion,
        "hits": [_hit(hit, explain) for hit in results],
    }


def _hit(hit: "Hit", explain: bool) -> dict[str, Any]:
    if not explain:
        return hit.to_dict()
    matches = [asdict(match) for match in hit.matches]
    return {**hit.to_dict(), "matches": matches, "explanation": explanation(hit.explain())}


def _show_results(results: "Results", offset: int, explain: bool) -> None:
    for warning in results.warnings:
        display.note(f"warning: {warning}")
    if results.suggestion:
        display.note(f"did you mean: {results.suggestion}")
    show_hits(results, first=offset + 1, explain=explain)
    if results:
        shown = "" if len(results) == results.total else f", {len(results)} shown"
        display.write(f"{_documents(results.total)}{shown}, {results.seconds:.2f} s")
    elif results.total:
        display.note(f"{_documents(results.total)}, none after the first {offset}")
    else:
        display.note("no documents found")


def _documents(count: int) -> str:
    return f"{count} {'document' if count == 1 else 'documents'}"


# --- analyze ------------------------------------------------------------------------------------------------

_COLUMNS: Final = ("text", "kind", "lang", "lemma", "source", "other lemmas")


@main.command()
@click.argument("words", metavar="TEXT...", nargs=-1, required=True)
@json_option
def analyze(words: Sequence[str], as_json: bool) -> int:
    """Show the words of a text (- for standard input): kind, language, lemma, where the lemma is from, other lemmas.

    \b
    Examples:
      kzsearch analyze Мектептер туралы жаңа заң
      kzsearch analyze "ДДҰ-ның 2020-шы жылғы есебі" --json
      cat мақала.txt | kzsearch analyze -
    """
    from kzsearch_analyzers.analysis import analyze as analyzed

    text = _stdin_text() if tuple(words) == (STDIN,) else " ".join(words)
    tokens = [{**asdict(token), "candidates": _candidates(token)} for token in analyzed(text)]
    if as_json:
        display.write_json({"text": text, "tokens": tokens})
    elif tokens:
        display.show_table(_COLUMNS, map(_row, tokens), narrow=("kind", "lang", "source"))
    else:
        display.note("no words in the text")
    return FOUND if tokens else NOT_FOUND


def _stdin_text() -> str:
    from .reading.encodings import decode

    return decode(stdin().read()).text


def _candidates(token: Any) -> tuple[str, ...]:
    from kzsearch_analyzers.typed import meant

    return meant(token.form, token.kind, token.lang).lemmas


def _row(token: dict[str, Any]) -> tuple[str, ...]:
    others = ", ".join(lemma for lemma in token["candidates"] if lemma != token["lemma"])
    return (token["text"], token["kind"], token["lang"] or "-", token["lemma"], token["source"], others)


# --- upkeep -------------------------------------------------------------------------------------------------


@main.command()
@index_option
@json_option
def stats(folder: str, as_json: bool) -> int:
    """Show what is in an index: documents, languages, bytes, format, lemmas with learnt translations."""
    from .codec.manifest import FORMAT_VERSION

    with opened_index(folder) as opened:
        languages = {lang or "other": count for lang, count in opened.languages().items()}
        found = {"documents": len(opened), "languages": languages, "bytes": opened.size(), "format": FORMAT_VERSION}
        learnt = opened.learnt()
    if as_json:
        display.write_json({"path": folder, **found, "learnt": learnt})
    else:
        by_language = {"languages": _counts(languages), "learnt": _counts(learnt)}
        display.show_values([("path", folder), *{**found, **by_language}.items()])
    return FOUND


def _counts(of: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in of.items())


@main.command()
@click.argument("ids", metavar="ID...", nargs=-1, required=True)
@index_option
@json_option
def delete(ids: Sequence[str], folder: str, as_json: bool) -> int:
    """Delete documents by id, which search shows. Exit code 1: none of them is there."""
    with opened_index(folder) as opened:
        missing = [id for id in dict.fromkeys(ids) if id not in opened]
        deleted = opened.delete(*ids)
    if as_json:
        display.write_json({"deleted": deleted, "missing": missing})
    else:
        for id in missing:
            display.note(f"no document {id!r}")
        display.write(f"{_documents(deleted)} deleted")
    return FOUND if deleted else NOT_FOUND


@main.command()
@index_option
@json_option
def verify(folder: str, as_json: bool) -> int:
    """Read every document of an index and check it. Exit code 1: one is damaged; 2: the index cannot be opened."""
    with opened_index(folder) as opened:
        try:
            count, fault = opened.verify(), ""
        except IndexFolderError as error:
            count, fault = len(opened), str(error)
    if as_json:
        display.write_json({"path": folder, "documents": count, "sound": not fault, "fault": fault or None})
    elif not fault:
        display.write(f"{_documents(count)}, nothing damaged")
    if fault:
        display.note(f"kzsearch: {fault}")
    return NOT_FOUND if fault else FOUND


main.add_command(learn_translations)

if __name__ == "__main__":
    main(prog_name="kzsearch")
