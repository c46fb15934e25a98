"""The figures of an academy, and the form by which it reports one."""

import datetime as dt
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from academies.actions.loads import load_file
from academies.enums import Phase
from academies.models import Academy, Appointment, MeasureFigure, SchoolFigure
from academies.presenters.figures import fact_lines, roll_line
from academies.queries.figures import figures_of
from tests.cast import Cast
from tests.facts import comes_after, school
from tests.unit.academies import figure_files as rows
from tests.unit.academies import files
from trust.enums import Place
from trust.models import Activity
from trust.policies.wording import full_day

NATIONAL = {"LA": "NAT", "ESTAB": "PRI", "URN": "", "PERCTOT": "4", "PPERSABS10": "8.2"}


@pytest.fixture
def placed(cast: Cast, tmp_path: Path) -> Cast:
    """A primary of trust A with three years of absence, the head appointed there; one academy in trust B."""
    for year, ours in ((2023, "6.1"), (2024, "SUPP"), (2025, "5.5")):
        name = f"england_abs_{year - 1}-{year % 100}.csv"
        row = {**rows.ABSENCE, "PERCTOT": ours}
        load_file(by="test", kind="figures", path=files.write(tmp_path / name, [row, NATIONAL]))
    with cast.a.open():
        first = school(900001, "Fernley Infant School")
        academy = Academy.objects.create(
            name="Fernley Infant School", short_name="Fernley", slug="fernley", phase=Phase.PRIMARY, establishment=first
        )
        Academy.objects.create(name="Castle Rise", short_name="Castle", slug="castle", phase=Phase.SECONDARY)
        cast.a.things["first"] = academy
        Appointment.objects.create(
            membership=cast.a.members["head"],
            academy=academy,
            role=Place.HEADTEACHER,
            headship="substantive",
            from_on=dt.date(2021, 9, 1),
        )
    return cast


def test_the_page_says_what_the_figures_show_and_why_one_is_missing(placed: Cast) -> None:
    page = placed.client(placed.a.users["chief"]).get(placed.a.url("academies/fernley/figures/")).content.decode()
    assert "Overall absence fell to 5.5% in 2024/25, 1.5 points above national" in page
    assert "2023/24: hidden, because so few pupils are behind it." in page
    assert "Absence, performance tables, 2024/25, final, loaded on" in page
    assert 'role="img"' in page
    assert '<td class="end">none</td>' in page
    assert 'href="/t/' in page


def absence(folder: Path, year: int, *found: dict[str, str]) -> None:
    """A file of absence with these rows beside the columns it must have."""
    path = files.write(folder / f"england_abs_{year - 1}-{year % 100}.csv", [{**rows.ABSENCE, **row} for row in found])
    load_file(by="test", kind="figures", path=path)


def test_where_merged_schools_have_a_number_each_none_is_shown_as_the_academys(placed: Cast, tmp_path: Path) -> None:
    comes_after(900001, 900002, 900003)
    absence(tmp_path, 2021, {"URN": "900002", "PERCTOT": "3.1"}, {"URN": "900003", "PERCTOT": "8.8"})
    absence(tmp_path, 2022, {"URN": "900002", "PERCTOT": "4.4"}, {"URN": "900003", "PERCTOT": "SUPP"})
    absence(tmp_path, 2023, {"URN": "900002", "PERCTOT": "3.3"}, {"URN": "900003", "PERCTOT": "9.9"})
    page = placed.client(placed.a.users["chief"]).get(placed.a.url("academies/fernley/figures/")).content.decode()
    assert "The schools before it in 2020/21: 3.1% (URN 900002) and 8.8% (URN 900003)." in page
    assert "2020/21: schools that were merged had a number each, and none of them is this one’s." in page.replace(
        "&#x27;", "’"
    )
    assert "4.4%" in page  # only one of them had a number
    assert "6.1%" in page  # its own stands whatever the others had
    assert "9.9%" not in page
    with placed.a.open():
        academy = Academy.objects.get(slug="fernley")
        series = figures_of(placed.a.actor("chief"), academy, ["absence_overall"]).of("absence_overall")
        assert series is not None
        shown = [(year.year, year.number) for year in series.all_pupils]
    assert shown == [(2021, None), (2022, Decimal("4.4")), (2023, Decimal("6.1")), (2024, None), (2025, Decimal("5.5"))]


def test_the_self_evaluation_is_told_no_number_of_merged_schools(placed: Cast, tmp_path: Path) -> None:
    comes_after(900001, 900002, 900003)
    absence(tmp_path, 2026, {"URN": "900002", "PERCTOT": "3.1"}, {"URN": "900003", "PERCTOT": "8.8"})
    with placed.a.open():
        found = figures_of(placed.a.actor("chief"), Academy.objects.get(slug="fernley"), ["absence_overall"])
    assert [line.partition(".csv")[0][:70] for line in fact_lines(found, ["absence_overall"])] == [
        "Overall absence: 5.5% in 2024/25 (national for primary schools 4%). Ab"
    ]


def test_a_file_that_does_not_say_its_day_is_told_by_the_day_it_was_loaded(placed: Cast, tmp_path: Path) -> None:
    path = files.write(tmp_path / "england_abs_2025-26.csv", [{**rows.ABSENCE, "PERCTOT": "5.1"}])

    def told() -> str:
        with placed.a.open():
            found = figures_of(placed.a.actor("chief"), Academy.objects.get(slug="fernley"), ["absence_overall"])
            return fact_lines(found, ["absence_overall"])[0]

    load_file(by="test", kind="figures", path=path)
    assert f"loaded on {full_day(timezone.localdate())}." in told()
    MeasureFigure.objects.filter(year=2026).update(as_at=dt.date(2026, 10, 1))
    assert "as at 1 October 2026." in told()


def test_the_roll_of_the_register_stands_in_where_no_census_tells_it(placed: Cast, tmp_path: Path) -> None:
    def told() -> list[str]:
        with placed.a.open():
            return roll_line(figures_of(placed.a.actor("chief"), Academy.objects.get(slug="fernley"), ["roll"]))

    assert told() == ["Pupils on roll: 210. Register of schools, as at 31 August 2026."]
    path = files.write(tmp_path / "england_census_2018-19.csv", [{**rows.CENSUS, "NOR": "198"}])
    load_file(by="test", kind="figures", path=path)
    assert told() == []


def test_the_national_line_is_of_one_group_of_schools_and_named(placed: Cast, tmp_path: Path) -> None:
    def results(year: int, *found: tuple[str, str]) -> None:
        lines = [{**rows.KS4_FINAL, "RECTYPE": "1", "URN": "900004", "ATT8SCR": "45"}]
        lines += [{**rows.KS4_FINAL, "RECTYPE": kind, "URN": "", "LEA": "", "ATT8SCR": score} for kind, score in found]
        path = files.write(tmp_path / f"england_ks4final_{year - 1}-{year % 100}.csv", lines)
        load_file(by="test", kind="figures", path=path)

    with placed.a.open():
        Academy.objects.filter(slug="castle").update(establishment=school(900004, "Castle Rise"))
    results(2018, ("5", "44.1"), ("7", "46.6"))
    results(2019, ("5", "44.7"))
    client, url = placed.client(placed.a.users["chief"]), placed.a.url("academies/castle/figures/")
    page = client.get(url).content.decode()
    assert "National, all schools" in page
    assert "0.3 above national for all schools" in page
    assert "46.6" not in page
    results(2019, ("5", "44.7"), ("7", "46.7"))
    page = client.get(url).content.decode()
    assert "National, state-funded schools" in page
    assert "1.7 below national" in page
    assert "44.1" not in page
    page = client.get(placed.a.url("academies/fernley/figures/")).content.decode()
    assert "National, primary schools" in page
    assert "1.5 points above national for primary schools" in page


def test_an_academy_without_figures_says_so(placed: Cast) -> None:
    page = placed.client(placed.a.users["chief"]).get(placed.a.url("academies/castle/figures/"))
    assert "No figures yet" in page.content.decode()


def test_the_academy_page_leads_to_the_figures(placed: Cast) -> None:
    page = placed.client(placed.a.users["trustee"]).get(placed.a.url("academies/fernley/")).content.decode()
    assert placed.a.url("academies/fernley/figures/") in page


@pytest.mark.parametrize(
    ("person", "own", "other"),
    [("head", 200, 403), ("administrator", 200, 200), ("chief", 403, 403), ("trustee", 403, 403)],
)
def test_only_the_academy_and_administrators_report(placed: Cast, person: str, own: int, other: int) -> None:
    client = placed.client(placed.a.users[person])
    assert client.get(placed.a.url("academies/fernley/figures/report/")).status_code == own
    assert client.get(placed.a.url("academies/castle/figures/report/")).status_code == other


def given(**more: str) -> dict[str, str]:
    return {"measure": "absence_overall", "year": "2026", "breakdown": "all", "number": "4.9", **more}


def send(client: Client, url: str, **more: str) -> HttpResponse:
    """Fill in the form as a page does that was just opened."""
    seen = re.findall(r'name="seen" value="(absence[^"]+)"', client.get(url).content.decode())
    return client.post(url, {**given(**more), "seen": seen})  # type: ignore[return-value]


def test_a_reported_figure_stands_until_the_published_one_arrives_and_both_are_kept(
    placed: Cast, tmp_path: Path
) -> None:
    client, url = placed.client(placed.a.users["head"]), placed.a.url("academies/fernley/figures/")
    said = client.post(f"{url}report/", given(basis="Our own count"), follow=True).content.decode()
    assert "Overall absence fell to 4.9% in 2025/26 as the academy reports it" in said
    assert "2025/26: reported by the academy. Before: Absence, performance tables" in said
    assert "Reported by the academy" in said
    assert "Our own count." in said
    row = {**rows.ABSENCE, "PERCTOT": "5.2"}
    load_file(by="test", kind="figures", path=files.write(tmp_path / "england_abs_2025-26.csv", [row]))
    page = client.get(url).content.decode()
    assert "Overall absence fell to 5.2% in 2025/26" in page
    assert "The academy reported 4.9% for 2025/26" in page
    assert "The published number has taken its place." in page
    with placed.a.open():
        assert SchoolFigure.objects.get().number == Decimal("4.9")
        assert Activity.objects.get(kind="school_figure").sentence.startswith("reported a figure of Fernley")


def test_what_was_reported_is_for_the_trust_and_the_academy_only(placed: Cast) -> None:
    placed.client(placed.a.users["head"]).post(placed.a.url("academies/fernley/figures/report/"), given())
    url = placed.a.url("academies/fernley/figures/")
    assert "4.9%" in placed.client(placed.a.users["chief"]).get(url).content.decode()
    assert "4.9%" not in placed.client(placed.a.users["trustee"]).get(url).content.decode()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"number": "101"}, "Overall absence lies between 0 and 100."),
        ({"number": "many"}, "Enter a number such as 61.5."),
        ({"number": ""}, "Enter the number."),
        ({"number": "NaN"}, "Enter a number such as 61.5."),
        ({"measure": "progress_8"}, "Choose a measure."),
        ({"measure": "rwm_expected", "year": "2020"}, "Choose a year."),
        ({"breakdown": "tall"}, "Choose a group."),
        ({"measure": "roll", "number": "12.5"}, "A number of pupils is a whole number."),
        ({"pupils": "0"}, "Enter how many pupils there are, or leave it empty."),
        ({"basis": "two\nlines"}, "Write this in one line"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_at_its_field(placed: Cast, more: dict[str, str], why: str) -> None:
    client = placed.client(placed.a.users["head"])
    answer = client.post(placed.a.url("academies/fernley/figures/report/"), given(**more))
    assert answer.status_code == 422
    assert why in answer.content.decode()
    with placed.a.open():
        assert SchoolFigure.objects.count() == 0


@pytest.mark.parametrize(("more", "warned"), [({"pupils": "4"}, True), ({"pupils": "30"}, False), ({}, False)])
def test_few_pupils_behind_a_figure_draw_a_gentle_word(placed: Cast, more: dict[str, str], warned: bool) -> None:
    client = placed.client(placed.a.users["head"])
    said = client.post(placed.a.url("academies/fernley/figures/report/"), given(**more), follow=True)
    assert ("Fewer than 6 pupils" in said.content.decode()) == warned
    with placed.a.open():
        assert SchoolFigure.objects.count() == 1


def test_a_figure_is_reported_again_and_taken_back(placed: Cast) -> None:
    client, url = placed.client(placed.a.users["head"]), placed.a.url("academies/fernley/figures/report/")
    for number in ("4.9", "5"):
        assert send(client, url, number=number).status_code == 302
    with placed.a.open():
        figure = SchoolFigure.objects.get()
        assert figure.number == 5
    assert "Overall absence, 2025/26" in client.get(url).content.decode()
    assert client.post(url, {"take_back": "no"}).status_code == 400
    assert client.post(url, {"take_back": str(figure.trust_id)}).status_code == 404
    assert client.post(url, {"take_back": str(figure.id)}).status_code == 302
    with placed.a.open():
        assert SchoolFigure.objects.count() == 0


def test_a_page_opened_before_a_colleague_reported_replaces_nothing(placed: Cast) -> None:
    url = placed.a.url("academies/fernley/figures/report/")
    head, office = (placed.client(placed.a.users[who]) for who in ("head", "administrator"))
    assert send(office, url, number="4.4").status_code == 302
    late = head.post(url, given(number="4.9"))
    page = late.content.decode()
    assert late.status_code == 409
    assert "This figure has been reported or changed meanwhile." in page
    assert 'value="4.9"' in page
    assert "4.4%" in page
    with placed.a.open():
        assert SchoolFigure.objects.get().number == Decimal("4.4")
    assert send(head, url, number="4.9").status_code == 302
    with placed.a.open():
        assert SchoolFigure.objects.get().number == Decimal("4.9")


@pytest.mark.django_db(transaction=True)
def test_of_two_first_reports_at_once_one_comes_after_the_other(placed: Cast) -> None:
    url, gate = placed.a.url("academies/fernley/figures/report/"), threading.Barrier(2)
    clients = [placed.client(placed.a.users[who]) for who in ("head", "administrator")]

    def go(client: Client) -> int:
        try:
            gate.wait()
            return client.post(url, given()).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(go, clients)) == [302, 409]
    with placed.a.open():
        assert SchoolFigure.objects.count() == 1


class TestAnotherNumberIsPublished:
    """The academy is asked what becomes of its own number: the one who reported it, and the head."""

    def published(self, placed: Cast, folder: Path, number: str) -> None:
        row = {**rows.ABSENCE, "PERCTOT": number}
        path = files.write(folder / f"england_abs_2025-26_{number}.csv", [row])
        load_file(by="test", kind="figures", path=path)

    def report(self, placed: Cast, who: str = "head") -> str:
        url = placed.a.url("academies/fernley/figures/report/")
        assert send(placed.client(placed.a.users[who]), url).status_code == 302
        return url

    def waits(self, placed: Cast, who: str) -> bool:
        page = placed.client(placed.a.users[who]).get(placed.a.url("waiting/")).content.decode()
        return "Keep yours in view, or set it aside." in page

    def say(self, placed: Cast, word: str, seen: str, who: str = "head") -> int:
        with placed.a.open():
            figure = SchoolFigure.objects.get()
        url = placed.a.url("academies/fernley/figures/report/")
        sent = {"say": str(figure.id), "word": word, "seen": seen}
        return int(placed.client(placed.a.users[who]).post(url, sent).status_code)

    def test_it_waits_with_both_numbers_until_it_is_answered(self, placed: Cast, tmp_path: Path) -> None:
        url = self.report(placed, "administrator")
        assert not self.waits(placed, "head")
        self.published(placed, tmp_path, "5.2")
        assert [self.waits(placed, who) for who in ("head", "administrator", "chief")] == [True, True, False]
        page = placed.client(placed.a.users["head"]).get(placed.a.url("waiting/")).content.decode()
        assert "reported 4.9%, published 5.2%" in page
        assert url in page
        assert "Published: 5.2%" in placed.client(placed.a.users["head"]).get(url).content.decode()
        assert self.say(placed, "keep", "5.2") == 302
        assert not any(self.waits(placed, who) for who in ("head", "administrator"))
        page = placed.client(placed.a.users["head"]).get(placed.a.url("academies/fernley/figures/")).content.decode()
        assert "The academy keeps its own in view." in page
        self.published(placed, tmp_path, "5.3")
        assert self.waits(placed, "head")

    def test_what_is_set_aside_is_shown_no_more_and_kept(self, placed: Cast, tmp_path: Path) -> None:
        self.report(placed)
        self.published(placed, tmp_path, "5.2")
        assert self.say(placed, "aside", "5.2") == 302
        page = placed.client(placed.a.users["head"]).get(placed.a.url("academies/fernley/figures/")).content.decode()
        assert "The academy reported" not in page
        with placed.a.open():
            assert (SchoolFigure.objects.get().number, SchoolFigure.objects.get().word) == (Decimal("4.9"), "aside")
            assert Activity.objects.filter(kind="school_figure", verb="aside").count() == 1
        self.report(placed)
        assert self.waits(placed, "head")  # reported anew, asked anew

    def test_a_word_counts_for_the_number_it_was_about_only(self, placed: Cast, tmp_path: Path) -> None:
        url = self.report(placed)
        self.published(placed, tmp_path, "5.2")
        assert self.say(placed, "aside", "5.2") == 302
        client = placed.client(placed.a.users["head"])
        assert "Yours is set aside." in client.get(url).content.decode()
        self.published(placed, tmp_path, "5.3")
        assert "Yours is set aside." not in client.get(url).content.decode()
        shown = placed.a.url("academies/fernley/figures/")
        assert "The academy reported 4.9%" in client.get(shown).content.decode()
        assert self.say(placed, "keep", "5.3") == 302
        assert "The academy keeps its own in view." in client.get(shown).content.decode()
        self.published(placed, tmp_path, "5.4")
        assert "The academy keeps its own in view." not in client.get(shown).content.decode()

    def test_who_reports_after_the_publication_is_told_both_numbers(self, placed: Cast, tmp_path: Path) -> None:
        self.published(placed, tmp_path, "5.2")
        client, url = placed.client(placed.a.users["head"]), placed.a.url("academies/fernley/figures/")
        assert send(client, f"{url}report/").status_code == 302
        page = client.get(url).content.decode()
        assert "It stands until the published one arrives" not in page
        assert "The figure is reported: 4.9%. The published one is there already" in page
        assert "stays the one shown: 5.2%" in page

    def test_the_same_number_as_shown_asks_nobody(self, placed: Cast, tmp_path: Path) -> None:
        self.report(placed)
        self.published(placed, tmp_path, "4.92")
        assert not self.waits(placed, "head")

    def test_what_was_published_for_the_school_before_it_asks_too(self, placed: Cast, tmp_path: Path) -> None:
        url = self.report(placed)
        comes_after(900001, 900002)
        absence(tmp_path, 2026, {"URN": "900002", "PERCTOT": "5.2"})
        assert self.waits(placed, "head")
        assert "Published: 5.2%" in placed.client(placed.a.users["head"]).get(url).content.decode()
        assert self.say(placed, "keep", "5.2") == 302
        comes_after(900001, 900003)
        absence(tmp_path, 2026, {"URN": "900003", "PERCTOT": "7.7"})
        # Two of them have a number now: the pages show none, and ask about none.
        assert "Published:" not in placed.client(placed.a.users["head"]).get(url).content.decode()
        absence(tmp_path, 2026, {"PERCTOT": "6.6"})
        assert "Published: 6.6%" in placed.client(placed.a.users["head"]).get(url).content.decode()
        assert self.waits(placed, "head")

    def test_wrong_words_old_numbers_and_others_are_refused(self, placed: Cast, tmp_path: Path) -> None:
        self.report(placed)
        self.published(placed, tmp_path, "5.2")
        assert self.say(placed, "keep", "5.1") == 409
        assert self.say(placed, "keep", "much") == 400
        for no_number in ("NaN", "sNaN", "-sNaN1", "Infinity", "-inf", ""):
            assert self.say(placed, "keep", no_number) == 400
        assert self.say(placed, "perhaps", "5.2") == 422
        assert self.say(placed, "keep", "5.2", "chief") == 403
        with placed.a.open():
            assert SchoolFigure.objects.get().word == ""
