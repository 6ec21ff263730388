"""The main text, title and date of an HTML page: trafilatura's work, or the bare text when it finds nothing."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from kzsearch.errors import EncodingError
from kzsearch.reading import dates
from kzsearch.reading.encodings import decode, known
from kzsearch.reading.noise import collapse, noise
from kzsearch.reading.pages import Page, article, first_sentence, main_text

DECLARATION_BYTES: Final = 2048  # browsers look for a charset in the first 1024 bytes; templates put comments before
_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_JSON_LD_DATE: Final = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_BEFORE_SITE: Final = re.compile(r"\s+[|—–•·»«-]\s+|\s*[|»]\s*")
_SITE: Final = re.compile(r"\.[a-z]{2,4}\b|news|информ|\bТРК\b", re.IGNORECASE)
_DOMAIN: Final = re.compile(r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,6})(?:/.*)?", re.IGNORECASE)
_LOGO: Final = re.compile(r"logo|site-?(?:name|title)|brand", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
MAX_SITE_NAME: Final = 60  # characters
BODY_START: Final = 30  # characters by which the first sentence is found in the bare text
STEM: Final = 5  # letters that forms of one word share

BLOCKS: Final = frozenset(
    [
        *("address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "footer", "form"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p", "pre"),
        *("section", "table", "td", "th", "time", "title", "tr", "ul"),
    ]
)
UNSEEN: Final = frozenset(["script", "style", "noscript", "template", "svg", "title"])
HEADINGS: Final = frozenset(["h1", "h2"])
DATE_NAMES: Final = frozenset(["article:published_time", "datepublished", "date", "dc.date", "pubdate", "publishdate"])


def decode_html(data: bytes, encoding: str | None = None) -> str:
    """A page's text in `encoding`, else in the one it declares if its bytes are right in it, else as detected.

    >>> decode_html('<meta charset="windows-1251"><p>Астана'.encode("cp1251"))
    '<meta charset="windows-1251"><p>Астана'
    """
    declared = None if encoding else _DECLARED.search(data[:DECLARATION_BYTES])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii", "replace")
        try:
            if "16" not in name and "32" not in name:  # a page that could be read so far is in neither
                return decode(data, known(name)).text
        except EncodingError:
            pass
    return decode(data, encoding).text


@dataclass
class _Seen:
    """What a page says of itself."""

    titles: dict[str, str] = field(default_factory=dict)
    headings: list[tuple[str, str]] = field(default_factory=list)  # tag (logo for a heading of that class), text
    dates: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects titles, dates and the bare text of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = _Seen()
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "meta":
            self._meta(values)
        elif tag == "time" or values.get("itemprop", "").lower() == "datepublished":
            self.seen.dates.append(values.get("datetime", "") or values.get("content", ""))
        if tag in BLOCKS:
            self.seen.pieces.append("\n")
        if tag in UNSEEN or tag in HEADINGS:
            self._inside.append(tag)
        if tag in HEADINGS:
            logo = _LOGO.search(f"{values.get('class', '')} {values.get('id', '')}")
            self.seen.headings.append(("logo" if logo else tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            del self._inside[self._inside.index(tag) :]
        if tag in BLOCKS:
            self.seen.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if "title" in self._inside:
            self.seen.titles["title"] = self.seen.titles.get("title", "") + data
        elif HEADINGS.intersection(self._inside):
            tag, text = self.seen.headings[-1]
            self.seen.headings[-1] = (tag, text + data)
        if not UNSEEN.intersection(self._inside):
            self.seen.pieces.append(data)

    def _meta(self, values: dict[str, str]) -> None:
        name = (values.get("property") or values.get("name") or values.get("itemprop") or "").lower()
        if name in ("og:title", "og:site_name", "og:url"):
            self.seen.titles.setdefault(name, values.get("content", ""))
        elif name in DATE_NAMES:
            self.seen.dates.insert(0, values.get("content", ""))


def main_html(html: str) -> Page:
    """The main text, title and date of a page.

    >>> page = main_html("<title>Жаңа мектеп - Egemen.kz</title><p>Қалада мектеп ашылды.</p>")
    >>> page.title, page.text
    ('Жаңа мектеп', 'Қалада мектеп ашылды.')
    """
    seen = _read(html)
    bare = main_text(_bare_text(seen))
    text = _extracted(html) or bare.text
    title = _title(seen, text) or bare.title
    return Page(title, _date(seen, html) or bare.date, _without_title(article(text, title, _bare_text(seen)), title))


def all_text(html: str) -> Page:
    """All that a page shows, with its title and date, nothing taken away.

    >>> all_text("<h1>Тақырып</h1><ul><li>Бірінші<li>Екінші</ul>").text
    'Тақырып\\nБірінші\\nЕкінші'
    """
    seen = _read(html)
    text = _bare_text(seen)
    return Page(_title(seen, text) or first_sentence(text), _date(seen, html), text)


def _read(html: str) -> _Seen:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.seen


def _bare_text(seen: _Seen) -> str:
    lines = (collapse(line) for line in "".join(seen.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _extracted(html: str) -> str:
    """trafilatura's main text; empty when it finds none or cannot parse the page."""
    import trafilatura  # 0.2 s and lxml, that only HTML pays

    try:
        return trafilatura.extract(html, include_comments=False, deduplicate=False) or ""
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""


def _title(seen: _Seen, text: str) -> str:
    """og:title, else the h1 of the article, else the title or the h2 above the article; without the site's name."""
    site, og, title = (collapse(seen.titles.get(name, "")) for name in ("og:site_name", "og:title", "title"))
    page = _without_site(title, site)
    host = _DOMAIN.fullmatch(collapse(seen.titles.get("og:url", "")))
    full = [site.lower(), title[len(page) :].strip(" |—–•·»«:-").lower(), host[1].lower() if host else ""]
    names = {name for said in full if said for name in (said, said.split(".")[0])}
    bare = _bare_text(seen)
    above = bare[: max(0, _start(bare, text, {collapse(heading) for _, heading in seen.headings}))]
    h1, h2, logo = (_heading(seen, tag, names, f"{og}\n{title}", above) for tag in ("h1", "h2", "logo"))
    own = next((said for said in (og, h1) if said and not _is_site(said, names)), "")
    if own:
        return _without_site(own, site)
    if h2 and (_is_site(page, names) or not page or _shared(h2, text) > _shared(page, text)):
        return h2
    if page and not _is_site(page, names):
        return page
    return next((said for said in (h1, _without_site(og, site), page, logo) if said), "")


def _is_site(title: str, names: set[str]) -> bool:
    """Whether a title names the site or an item of its menu, no article."""
    return title.lower() in names or _DOMAIN.fullmatch(title) is not None or noise(title) is not None


def _heading(seen: _Seen, tag: str, names: set[str], titles: str, top: str) -> str:
    """The article's own heading of a tag: the one in the page's titles, else the last above the article, else the
    longest h1; no h2 but one above."""
    all_of_tag = [found for found in (collapse(said) for name, said in seen.headings if name == tag) if found]
    said = [heading for heading in all_of_tag if not _is_site(heading, names)]
    above = [heading for heading in said if heading in top]
    if tag == "h2":
        return above[-1] if above else ""
    named = [heading for heading in said if heading in titles]
    if named:
        return max(named, key=len)
    return above[-1] if above else max(said, key=len, default=next(iter(all_of_tag), ""))


def _start(bare: str, text: str, headings: set[str]) -> int:
    """Where in the bare text the article's first sentence stands; -1 if nowhere."""
    lines = (collapse(line) for line in text.split("\n"))
    first = (line for line in lines if line not in headings and line.endswith((".", "!", "?", "…")))
    return bare.find(next(first, "\0")[:BODY_START])


def _shared(title: str, text: str) -> float:
    """The share of a title's words that the article repeats below it."""
    body = {word[:STEM] for word in _WORD.findall(text.lower().replace(title.lower(), " "))}
    stems = {word[:STEM] for word in _WORD.findall(title.lower())}
    return len(stems & body) / max(1, len(stems))


def _without_site(title: str, site: str) -> str:
    if site and title.lower().endswith(site.lower()) and len(title) > len(site):
        return title[: -len(site)].rstrip(" |—–•·»«:-")
    marks = list(_BEFORE_SITE.finditer(title))
    if not marks or not _names_site(title[marks[-1].end() :], marks[-1].group().strip()):
        return title
    return title[: marks[-1].start()] or title


def _names_site(tail: str, mark: str) -> bool:
    """Whether what stands behind the last mark is a site: a domain or a newspaper, or anything short behind a bar."""
    return len(tail) <= MAX_SITE_NAME and (mark == "|" or _SITE.search(tail) is not None)


def _date(seen: _Seen, html: str) -> str | None:
    declared = (*seen.dates, *_JSON_LD_DATE.findall(html))
    return next((found for found in map(dates.iso, declared) if found), None)


def _without_title(text: str, title: str) -> str:
    first, _, rest = text.partition("\n")
    return rest.strip("\n") if title and collapse(first).lower() == title.lower() and rest.strip() else text
