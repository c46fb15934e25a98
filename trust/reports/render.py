"""HTML of ours to a tagged PDF. Nothing is fetched: our own stylesheets and fonts come from disk, pictures inline."""

import base64
import binascii
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from trust.logos import PNG_URL

BASE = "https://own.invalid/static/"
STYLES = ("css/tokens.css", "css/pdf.css")
PNG = b"\x89PNG\r\n\x1a\n"
LARGEST_PICTURE = 2_000_000


# Finding where a word may break takes time by the square of its length: sixty thousand letters, a quarter of an hour.
LONG_WORD = re.compile(r"(?:&[^;\s]{1,10};|[^\s&]){60}(?=\S)")
TAGS = re.compile(r"(<[^>]*>)")
MAY_BREAK = "\u200b"


class RenderFault(RuntimeError):
    """The report could not be drawn."""


def own_files() -> dict[str, Path]:
    """The allow-list: addresses within a report, and the file behind each."""
    styles = {BASE + name: settings.ROOT / "static" / name for name in STYLES}
    fonts = {BASE + f"fonts/{path.name}": path for path in sorted(Path(settings.FONTS).glob("*.woff2"))}
    return styles | fonts


@cache
def look() -> str:
    """What draws reports in this version of Fourfold, as a checksum: templates, styles, fonts, and the code of them."""
    drawn_by = ("templates/reports/*.html", "*/reports/*.py", "*/presenters/*.py", "trust/charts.py", "trust/trends.py")
    files = [path for pattern in drawn_by for path in sorted(settings.ROOT.glob(pattern))]
    files += own_files().values()
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def breakable(html: str) -> str:
    """Words of more than sixty letters get places to break; tags stay as they are."""
    pieces = TAGS.split(html)
    pieces[::2] = [LONG_WORD.sub(rf"\g<0>{MAY_BREAK}", text) for text in pieces[::2]]
    return "".join(pieces)


def render_pdf(html: str) -> bytes:
    """A PDF/UA file; the same HTML gives the same bytes."""
    # Loads Pango, which only the worker needs.
    from weasyprint import HTML  # noqa: PLC0415
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    try:
        document = HTML(string=breakable(html), base_url=BASE, url_fetcher=_fetcher())
        return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))
    # It derives from BaseException and would take the worker down.
    except FatalURLFetchingError as error:
        raise RenderFault("A report asked for something outside the house.") from error


def _fetcher() -> object:
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    files = own_files()

    class OwnFiles(URLFetcher):
        """Answers from the allow-list, and with PNG pictures that stand in the address itself."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            if path := files.get(url):
                kind = "text/css" if path.suffix == ".css" else "font/woff2"
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})
            if url.startswith(PNG_URL):
                return URLFetcherResponse(url, picture(url), {"Content-Type": "image/png"})
            raise ValueError("A report fetches nothing but its own files.")

    return OwnFiles(allowed_protocols=(), allow_redirects=False)


def picture(url: str) -> bytes:
    """The bytes of an inline PNG; ValueError where it is none."""
    if len(url) > LARGEST_PICTURE:
        raise ValueError("The picture is too large.")
    try:
        content = base64.b64decode(url.removeprefix(PNG_URL), validate=True)
    except binascii.Error as error:
        raise ValueError("The picture is damaged.") from error
    if not content.startswith(PNG):
        raise ValueError("The picture is no PNG.")
    return content
