"""The trust's logo: on every page and report, a small PNG drawn anew, and nothing else."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from PIL import Image

from trust.models import StoredFile, TrustSettings
from trust.queries.settings import logo_bytes
from trust.reports.kinds import Frame
from trust.reports.papers import Chapter, Paper
from trust.reports.render import render_pdf
from trust.reports.word import word_file

PNG = b"\x89PNG\r\n\x1a\n"


def picture(form: str = "PNG", size: tuple[int, int] = (900, 300), mode: str = "RGB", **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "teal" if mode == "RGB" else 3).save(out, form, **more)
    return out.getvalue()


def bomb() -> bytes:
    """Two hundred million pixels in some kilobytes."""
    return picture(size=(20_000, 10_000), mode="1")


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "x")
    return out.getvalue()


def upload(client: Client, url: str, content: bytes, name: str = "logo.png") -> Any:
    return client.post(url, {"file": SimpleUploadedFile(name, content)})


@pytest.fixture
def administrator(cast: Any) -> Client:
    return cast.client(cast.a.users["administrator"])


@pytest.fixture
def url(cast: Any) -> str:
    return cast.a.url("settings/logo/")


def test_without_a_logo_pages_show_our_own_mark(cast: Any, administrator: Client, url: str) -> None:
    page = administrator.get(url).content.decode()
    assert "There is none yet" in page
    assert "logo.png" not in page
    assert administrator.get(cast.a.url("logo.png")).status_code == 404


@pytest.mark.parametrize(("form", "name"), [("PNG", "logo.png"), ("JPEG", "logo.JPG")])
def test_a_logo_stands_on_every_page_of_this_trust_only(
    cast: Any, administrator: Client, url: str, form: str, name: str
) -> None:
    assert upload(administrator, url, picture(form), name).status_code == 302
    with cast.a.open():
        kept = TrustSettings.objects.get().logo_id
    address = f"{cast.a.url('logo.png')}?{kept}"
    for person in ("administrator", "trustee", "head"):
        client = cast.client(cast.a.users[person])
        assert f'<img src="{address}" alt="">' in client.get(cast.a.url("activity/")).content.decode()
        answer = client.get(address)
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "private, max-age=86400")
        with Image.open(io.BytesIO(answer.content)) as drawn:
            assert (drawn.format, drawn.size) == ("PNG", (480, 160))
    assert administrator.get(cast.a.url("logo.png"))["Cache-Control"] == "no-store"
    stranger = cast.client(cast.b.users["chief"])
    assert stranger.get(address).status_code == 404
    assert stranger.get(cast.b.url("logo.png")).status_code == 404


def test_another_logo_takes_the_place_of_the_first_and_none_takes_both_away(
    cast: Any, administrator: Client, url: str, django_capture_on_commit_callbacks: Any
) -> None:
    for content in (picture(), picture(size=(50, 50))):
        with django_capture_on_commit_callbacks(execute=True):
            assert upload(administrator, url, content).status_code == 302
    with cast.a.open():
        stored = StoredFile.objects.get(owner_kind="logo")
        folder = Path(settings.PRIVATE_FILES) / "t" / str(stored.trust_id)
        assert [path.name for path in folder.iterdir()] == [str(stored.id)]
        answer = administrator.get(cast.a.url(f"files/{stored.id}/"))
        assert b"".join(answer.streaming_content).startswith(PNG)
    with django_capture_on_commit_callbacks(execute=True):
        assert administrator.post(url, {"remove": "yes"}).status_code == 302
    with cast.a.open():
        assert not StoredFile.objects.filter(owner_kind="logo").exists()
    assert list(folder.iterdir()) == []
    # Twice does no harm.
    assert administrator.post(url, {"remove": "yes"}).status_code == 302
    assert administrator.get(cast.a.url("logo.png")).status_code == 404


def test_only_who_manages_settings_may_change_it(cast: Any, url: str) -> None:
    for person, status in (("administrator", 302), ("chief", 404), ("head", 404), ("trustee", 404)):
        assert upload(cast.client(cast.a.users[person]), url, picture()).status_code == status


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("logo.png", b"", "The file is empty"),
        ("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "something else"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not accepted"),
        ("logo.gif", picture("GIF"), "not accepted"),
        ("logo.png", picture("GIF"), "something else"),
        ("logo.png", picture("JPEG"), "something else"),
        ("logo.png", archive(), "something else"),
        ("logo.png", picture()[:200], "cannot be read"),
        ("logo.png", PNG + b"\x00" * 400, "cannot be read"),
        ("logo.png", bomb(), "million pixels"),
        ("logo.png", picture(size=(4, 4)), "too small"),
        ("logo.png", picture(size=(4000, 20)), "too long and thin"),
        ("logo.csv", b"a,b\n1,2\n", "Choose a picture"),
        ("logo", picture(), "not accepted"),
    ],
)
def test_what_is_no_logo_is_refused_and_the_old_one_stays(
    cast: Any, administrator: Client, url: str, name: str, content: bytes, sentence: str
) -> None:
    upload(administrator, url, picture())
    with cast.a.open():
        before = logo_bytes()
    answer = upload(administrator, url, content, name)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with cast.a.open():
        assert logo_bytes() == before
        assert StoredFile.objects.filter(owner_kind="logo").count() == 1
    assert administrator.post(url).status_code == 422


def test_nothing_but_the_pixels_is_kept(cast: Any, administrator: Client, url: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    assert upload(administrator, url, picture(exif=exif) + b"<script>alert(1)</script>").status_code == 302
    with cast.a.open():
        kept = logo_bytes()
    assert kept.startswith(PNG)
    assert b"script" not in kept
    assert b"secret" not in kept


def test_reports_in_pdf_and_word_carry_the_logo_with_words_for_it(cast: Any, administrator: Client, url: str) -> None:
    upload(administrator, url, picture())
    with cast.a.open():
        kept = logo_bytes()
    frame = Frame("Alder & Co", "Self-evaluation", timezone.now(), "Chief", kept)
    html = render_to_string("reports/base.html", {"frame": frame, "report": None})
    assert 'alt="Logo of Alder &amp; Co"' in html
    plain = render_to_string(
        "reports/base.html", {"frame": Frame("Alder & Co", "Self-evaluation", frame.as_at, ""), "report": None}
    )
    assert b"/Image" in render_pdf(html)
    assert b"/Image" not in render_pdf(plain)
    paper = Paper("Version 1", [], [Chapter("Context")])
    made = word_file(title="SEF", trust_name="Alder & Co", as_at=frame.as_at, paper=paper, logo=kept)
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert parts.read("word/media/image1.png") == kept
        assert b'descr="Logo of Alder &amp; Co"' in parts.read("word/document.xml")
    assert made == word_file(title="SEF", trust_name="Alder & Co", as_at=frame.as_at, paper=paper, logo=kept)


def test_a_logo_whose_bytes_are_gone_does_not_stop_a_page_or_a_report(
    cast: Any, administrator: Client, url: str
) -> None:
    upload(administrator, url, picture())
    with cast.a.open():
        stored = StoredFile.objects.get(owner_kind="logo")
        (Path(settings.PRIVATE_FILES) / "t" / str(stored.trust_id) / str(stored.id)).unlink()
        assert logo_bytes() == b""
    assert administrator.get(cast.a.url("logo.png")).status_code == 404
    assert administrator.get(url).status_code == 200
