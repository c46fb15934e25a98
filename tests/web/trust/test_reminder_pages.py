"""Pages of reminders: what goes out, what went out, days of rest, one's own mail, and the link that stops it."""

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import signing
from django.utils import timezone

from tests.cast import Cast
from tests.web.trust.test_idle import away
from trust.actions.mail_choices import stop_token
from trust.models import Activity, Due, Job, MailChoice, Membership, RefusedAddress, ReminderPause, SchoolYear, Term
from trust.policies.reminding import LONDON
from trust.queries.reminding import PLAN

NEXT, SENT, PAUSE, OWN = "settings/reminders/", "settings/reminders/sent/", "settings/reminders/pause/", "mail/"
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def get(cast: Cast, who: str, path: str, status: int = 200) -> str:
    answer = cast.client(cast.a.users[who]).get(cast.a.url(path))
    assert answer.status_code == status, answer.content.decode()[:2000]
    return str(answer.content.decode())


def post(cast: Cast, who: str, path: str, **form: Any) -> Any:
    return cast.client(cast.a.users[who]).post(cast.a.url(path), form)


@pytest.fixture
def in_term(cast: Cast) -> Cast:
    """Every week day of the next weeks is a school day, but for bank holidays."""
    with cast.a.open():
        year = SchoolYear.objects.create(starts_on=TODAY - 100 * DAY, ends_on=TODAY + 250 * DAY)
        Term.objects.create(school_year=year, name="Term", starts_on=TODAY - 60 * DAY, ends_on=TODAY + 60 * DAY)
    return cast


def mail(cast: Cast, who: str, state: str, **told: Any) -> Job:
    """A mail of today in the ledger, with its line in the index."""
    with cast.a.open():
        member = cast.a.members[who]
        payload = {"membership": str(member.id), "day": TODAY.isoformat(), "sort": "digest", "lines": 3, **told}
        job: Job = Job.objects.create(
            kind="reminders",
            key=f"{TODAY}:{member.id}",
            payload=payload,
            asked_by_name="Fourfold",
            state=state,
            fault="The mail server said no." if state == "failed" else "",
        )
        Due.objects.create(
            id=job.id, trust=cast.a.trust, queue="mail", kind="reminders", due_at=timezone.now(), state=state
        )
    return job


class TestNext:
    def test_administrators_see_who_gets_a_mail_and_when(self, in_term: Cast) -> None:
        html = get(in_term, "administrator", NEXT)
        assert "The next seven days" in html
        assert "Digest of the week" in html
        assert in_term.a.members["chief"].name in html

    @pytest.mark.parametrize("who", ["chief", "director", "head", "trustee"])
    @pytest.mark.parametrize("path", [NEXT, SENT, PAUSE])
    def test_others_do_not_find_it(self, in_term: Cast, who: str, path: str) -> None:
        get(in_term, who, path, status=404)

    def test_without_term_dates_it_says_what_is_missing(self, cast: Cast) -> None:
        html = get(cast, "administrator", NEXT)
        assert "There are no term dates" in html

    def test_a_day_that_is_not_there_is_refused(self, in_term: Cast) -> None:
        get(in_term, "administrator", f"{NEXT}?day=2031-01-01", status=400)
        get(in_term, "administrator", f"{NEXT}?day=x%00", status=400)

    def test_whoever_has_stopped_the_digest_is_not_among_them(self, in_term: Cast) -> None:
        with in_term.a.open():
            for member in in_term.a.members.values():
                MailChoice.objects.create(membership=member, wants_digest=False)
        assert "No mail in the next seven days" in get(in_term, "administrator", NEXT)

    def test_a_refused_address_waits_and_can_be_tried_again(self, in_term: Cast) -> None:
        with in_term.a.open():
            member = in_term.a.members["chief"]
            RefusedAddress.objects.create(membership=member, address=member.email, code=550)
        html = get(in_term, "administrator", NEXT)
        assert "Waits for another address" in html
        assert f"{member.email}, {TODAY:%-d %B %Y} (550)" in html
        assert "Address refused" in get(in_term, "administrator", "people/")
        assert "Your address was refused" in get(in_term, "chief", OWN)
        assert post(in_term, "chief", f"people/{member.id}/address/").status_code == 403
        for _ in range(2):
            assert post(in_term, "administrator", f"people/{member.id}/address/").status_code == 302
        with in_term.a.open():
            assert Activity.objects.filter(kind="refused_address").count() == 1
        assert "Waits for another address" not in get(in_term, "administrator", NEXT)

    def test_another_address_is_not_refused(self, in_term: Cast) -> None:
        with in_term.a.open():
            member = in_term.a.members["chief"]
            RefusedAddress.objects.create(membership=member, address=member.email, code=550)
            Membership.objects.filter(pk=member.pk).update(email="New@a.example")
        assert "Waits for another address" not in get(in_term, "administrator", NEXT)
        assert "Address refused" not in get(in_term, "administrator", "people/")


class TestPlan:
    def test_a_plan_that_failed_for_good_is_said(self, in_term: Cast) -> None:
        assert "could not be planned" not in get(in_term, "administrator", NEXT)
        today = timezone.now().astimezone(LONDON).date().isoformat()
        with in_term.a.open():
            Job.objects.create(kind=PLAN, key=today, payload={"day": today}, state="failed", fault="It broke.")
        assert "could not be planned, so none goes out today" in get(in_term, "administrator", NEXT)
        with in_term.a.open():
            Job.objects.update(state="done")
        assert "could not be planned" not in get(in_term, "administrator", NEXT)


class TestRest:
    def test_reminders_rest_for_some_days_and_go_on(self, in_term: Cast) -> None:
        form = {"from_on": TODAY, "until_on": TODAY + 6 * DAY, "reason": "We move."}
        assert post(in_term, "administrator", PAUSE, **form).status_code == 302
        html = get(in_term, "administrator", NEXT)
        assert f"They rest until {TODAY + 6 * DAY:%-d %B %Y}." in html
        assert "We move." in html
        assert "Reminders rest in the whole trust until" in get(in_term, "head", OWN)
        with in_term.a.open():
            pause = ReminderPause.objects.get()
        end = f"settings/reminders/pause/{pause.id}/end/"
        assert "Let reminders go on?" in get(in_term, "administrator", end)
        for _ in range(2):
            assert post(in_term, "administrator", end).status_code == 302
        assert "They rest until" not in get(in_term, "administrator", NEXT)
        with in_term.a.open():
            assert list(
                Activity.objects.filter(kind="reminder_pause").values_list("verb", flat=True).order_by("id")
            ) == [
                "pause",
                "end",
            ]

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"reason": ""}, "Say why, for those who look later."),
            ({"from_on": TODAY - DAY}, "This day is over."),
            ({"until_on": TODAY - 2 * DAY}, "The last day lies before the first."),
            ({"until_on": "9999-12-31"}, "Enter a year between"),
            ({"until_on": TODAY + 500 * DAY}, "Choose at most a year."),
            ({"from_on": "x"}, "Enter a date such as"),
            ({"reason": "x" * 10_000}, "at most 300"),
            ({"reason": "x\x00"}, "cannot be printed"),
        ],
    )
    def test_a_slip_is_told_at_its_field_and_nothing_is_lost(
        self, in_term: Cast, wrong: dict[str, Any], sentence: str
    ) -> None:
        form = {"from_on": TODAY, "until_on": TODAY + DAY, "reason": "We move.", **wrong}
        answer = post(in_term, "administrator", PAUSE, **form)
        assert answer.status_code == 422
        html = answer.content.decode()
        assert sentence in html
        assert "reason" in wrong or "We move." in html
        with in_term.a.open():
            assert not ReminderPause.objects.exists()

    def test_two_pauses_do_not_overlap(self, in_term: Cast) -> None:
        form = {"from_on": TODAY, "until_on": TODAY + DAY, "reason": "We move."}
        post(in_term, "administrator", PAUSE, **form)
        answer = post(in_term, "administrator", PAUSE, **form)
        assert answer.status_code == 422
        assert "already. End that first" in answer.content.decode()


class TestSent:
    def test_each_mail_stands_with_its_fate(self, in_term: Cast) -> None:
        mail(in_term, "chief", "done", outcome="sent", to="chief@a.example")
        mail(in_term, "director", "done", outcome="not_needed", why="There was nothing to say any more.")
        mail(in_term, "head", "failed")
        mail(in_term, "officer", "unknown")
        mail(in_term, "trustee", "due")
        mail(in_term, "governor", "handing_over")
        html = get(in_term, "administrator", SENT)
        for words in ("Sent", "Not needed any more", "Failed", "Uncertain", "Waiting", "Being handed over"):
            assert f"<span>{words}</span>" in html
        assert "There was nothing to say any more." in html
        assert "The mail server said no." in html
        failed = get(in_term, "administrator", f"{SENT}?fate=failed")
        assert in_term.a.members["head"].name in failed
        assert in_term.a.members["chief"].name not in failed.partition("<main")[2]
        get(in_term, "administrator", f"{SENT}?fate=lost", status=400)

    def test_an_empty_ledger_says_when_the_first_comes(self, in_term: Cast) -> None:
        assert "Nothing has gone out yet" in get(in_term, "administrator", SENT)
        mail(in_term, "chief", "done", outcome="sent")
        assert "No mail fits" in get(in_term, "administrator", f"{SENT}?fate=failed")

    def test_what_failed_is_tried_again_and_what_is_uncertain_never(
        self, in_term: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        noon = timezone.now().replace(hour=12)
        monkeypatch.setattr(timezone, "now", lambda: noon)
        failed, uncertain = mail(in_term, "head", "failed"), mail(in_term, "officer", "unknown")
        again = "settings/reminders/sent/{}/again/"
        assert post(in_term, "chief", again.format(failed.id)).status_code == 404
        assert post(in_term, "administrator", again.format(uncertain.id)).status_code == 409
        assert post(in_term, "administrator", again.format(failed.id)).status_code == 302
        assert Due.objects.get(pk=failed.id).state != "failed"

    def test_somebody_else_s_job_is_no_mail_of_the_ledger(self, in_term: Cast) -> None:
        with in_term.a.open():
            job = Job.objects.create(kind="report", key="x", asked_by_name="x", state="failed")
        assert post(in_term, "administrator", f"settings/reminders/sent/{job.id}/again/").status_code == 404


class TestOwnMail:
    def test_everybody_can_stop_the_digest_and_have_it_again(self, in_term: Cast) -> None:
        for who in ("head", "chief", "governor", "trustee"):
            assert "Send me the digest of the week" in get(in_term, who, OWN)
            assert post(in_term, who, OWN).status_code == 302
            with in_term.a.open():
                assert MailChoice.objects.get(membership=in_term.a.members[who]).wants_digest is False
            assert post(in_term, who, OWN, wants_digest="on").status_code == 302
            with in_term.a.open():
                assert MailChoice.objects.get(membership=in_term.a.members[who]).wants_digest is True

    def test_it_shows_what_came_lately_and_to_nobody_else(self, in_term: Cast) -> None:
        mail(in_term, "chief", "done", outcome="sent")
        assert f"Digest of the week, {TODAY:%A %-d %B %Y}" in get(in_term, "chief", OWN)
        assert "Nothing yet." in get(in_term, "head", OWN)

    def test_it_is_in_the_menu_with_one_s_name(self, in_term: Cast) -> None:
        assert f'href="{in_term.a.url(OWN)}"' in get(in_term, "head", OWN)


class TestStopping:
    def path(self, cast: Cast, who: str = "head") -> str:
        return f"/stop/{cast.a.trust.slug}/{stop_token(cast.a.members[who].id)}/"

    def test_looking_at_the_link_changes_nothing_and_sending_it_stops(self, cast: Cast, client: Any) -> None:
        path = self.path(cast)
        assert "Stop the digest?" in client.get(path).content.decode()
        with cast.a.open():
            assert not MailChoice.objects.exists()
        for _ in range(2):
            answer = client.post(path)
            assert answer.status_code == 200
            assert "The digest is stopped" in answer.content.decode()
            assert answer.headers["Cache-Control"] == "no-store"
        with cast.a.open():
            assert [row.membership_id for row in MailChoice.objects.filter(wants_digest=False)] == [
                cast.a.members["head"].id
            ]

    @pytest.mark.parametrize("how", ["away", "without a second step"])
    def test_a_session_that_is_only_half_open_is_no_hindrance(self, cast: Cast, how: str) -> None:
        path = self.path(cast)
        if how == "away":
            client = away(cast, "head", 2 * 3600)
        else:
            client = cast.client(cast.a.users["head"])
            Authenticator.objects.filter(user=cast.a.users["head"]).delete()
        assert "Stop the digest?" in client.get(path).content.decode()
        assert "The digest is stopped" in client.post(path).content.decode()
        # The rest of the house stays shut.
        assert client.get(cast.a.url("waiting/")).status_code == 302

    def test_a_word_that_was_not_signed_here_stops_nothing(self, cast: Cast, client: Any) -> None:
        good = stop_token(cast.a.members["head"].id)
        other = signing.dumps(cast.a.members["head"].id.hex, salt="another")
        wrong = [
            f"/stop/{cast.a.trust.slug}/{good[:-1]}/",
            f"/stop/{cast.a.trust.slug}/{other}/",
            f"/stop/{cast.b.trust.slug}/{good}/",
            f"/stop/nowhere/{good}/",
            f"/stop/{cast.a.trust.slug}/x/",
            f"/stop/{cast.a.trust.slug}/{signing.dumps(['x'], salt='trust.stop_digest')}/",
        ]
        for path in wrong:
            for ask in (client.get, client.post):
                answer = ask(path)
                assert answer.status_code == 404
                assert "This link cannot be used" in answer.content.decode()
        with cast.a.open():
            assert not MailChoice.objects.exists()


@pytest.mark.parametrize("path", [NEXT, SENT, OWN])
def test_a_page_asks_the_same_number_of_questions_with_more_to_show(
    in_term: Cast, path: str, django_assert_max_num_queries: Any
) -> None:
    client = in_term.client(in_term.a.users["administrator"])
    mail(in_term, "administrator", "failed")
    client.get(in_term.a.url(path))
    with django_assert_max_num_queries(16) as before:
        client.get(in_term.a.url(path))
    for who in ("chief", "director", "head"):
        mail(in_term, who, "failed")
    with django_assert_max_num_queries(16) as after:
        client.get(in_term.a.url(path))
    assert len(before) == len(after)
