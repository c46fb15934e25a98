"""Mail: asked for in the transaction of its cause, handed over by the worker, honest about what nobody knows."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail import send_mail

from tests.cast import Cast
from tests.smtp import MailServer, mail_server
from tests.work import let_leases_run_out, let_pauses_pass, work_off
from trust.actions import leases
from trust.actions.mail import send
from trust.errors import BadInput
from trust.handover import is_of_address
from trust.mail import example_mails
from trust.models import AccountMail, Due, ExampleMail, Job


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.MAIL_HANDOVER = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 1
        yield running


def ask(cast: Cast, *, key: str = "2026-09-01", to: str = "head@a.example", **more: Any) -> Job:
    words = {"subject": "Reminder", "text": "Please look at https://x.example/join/secret", **more}
    with cast.a.open():
        return send(actor=cast.a.actor("chief"), kind="reminder", key=key, to=to, **words)


def job_of(cast: Cast, job: Job) -> Job:
    with cast.a.open():
        return Job.objects.get(pk=job.pk)


def test_the_same_occurrence_and_recipient_is_one_mail(cast: Cast) -> None:
    assert ask(cast).pk == ask(cast, to="HEAD@a.example").pk
    assert ask(cast).pk != ask(cast, to="other@a.example").pk
    assert ask(cast).pk != ask(cast, key="2026-10-01").pk


def test_mail_goes_out_once_with_an_id_of_its_row(cast: Cast) -> None:
    job = ask(cast, html="<p>Please</p>")
    assert work_off() == ["done"]
    assert work_off() == []
    (sent,) = outbox.outbox
    assert sent.to == ["head@a.example"]
    assert sent.extra_headers["Message-ID"] == f"<{job.pk}@localhost>"
    assert sent.alternatives[0][0] == "<p>Please</p>"


def test_texts_are_forgotten_once_sent(cast: Cast) -> None:
    job = ask(cast, html="<p>secret</p>")
    work_off()
    done = job_of(cast, job)
    assert done.payload == {"to": "head@a.example", "subject": "Reminder", "text": "", "html": ""}


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "head@a.example\nBcc: all@b.example"},
        {"to": "head@a.example\r\nBcc: all@b.example"},
        {"to": "head@a.example, other@a.example"},
        {"to": "Head <head@a.example>"},
        {"to": ""},
        {"to": "head"},
        {"subject": "Hello\nBcc: all@b.example"},
        {"subject": "Hello\rBcc: all@b.example"},
        {"subject": "Hello\u2028Bcc: all@b.example"},
        {"subject": "Hello\x00"},
    ],
)
def test_headers_cannot_be_smuggled_in(cast: Cast, wrong: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        ask(cast, **wrong)
    assert Due.objects.count() == 0


def test_a_server_that_accepts_gets_the_message(cast: Cast, server: MailServer) -> None:
    job = ask(cast, at_most_once=True)
    assert work_off() == ["done"]
    assert server.ids() == [f"<{job.pk}@localhost>"]


@pytest.mark.parametrize("once", [True, False])
@pytest.mark.parametrize("word", ["refuse_now", "hang_banner"])
def test_a_server_that_does_not_take_it_now_is_asked_again(
    cast: Cast, server: MailServer, word: str, once: bool
) -> None:
    server.script = [word, word, "accept"]
    job = ask(cast, at_most_once=once)
    assert work_off() == ["due"]
    assert "mail server" in job_of(cast, job).fault
    assert work_off() == []
    let_pauses_pass()
    assert work_off() == ["due"]
    let_pauses_pass()
    assert work_off() == ["done"]
    assert len(server.messages) == 1


@pytest.mark.parametrize("once", [True, False])
def test_no_server_at_all_is_waited_for(cast: Cast, server: MailServer, settings: Any, once: bool) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    ask(cast, at_most_once=once)
    assert work_off() == ["due"]
    settings.EMAIL_PORT = port
    let_pauses_pass()
    assert work_off() == ["done"]
    assert len(server.messages) == 1


@pytest.mark.parametrize("word", ["refuse", "refuse_data"])
def test_a_refusal_for_good_is_not_repeated(cast: Cast, server: MailServer, word: str) -> None:
    server.script = [word]
    job = ask(cast)
    assert work_off() == ["failed"]
    assert "for good (55" in job_of(cast, job).fault
    assert server.messages == []


@pytest.mark.parametrize(
    ("code", "text", "is_it"),
    [
        (550, b"5.1.1 no such user", True),
        (550, b"no such mailbox", True),
        (554, b"5.1.10 the domain takes no mail", True),
        (554, b"5.2.1 the mailbox is closed", True),
        (551, "we do not know them", True),
        (553, b"\xff\xfe", True),
        (550, b"5.2.2 the mailbox is full", True),
        (554, b"5.7.1 relay access denied", False),
        (550, b"5.7.1 you may not send here", False),
        (550, b"5.7.708 traffic is not accepted from this address", False),
        (550, b"relay not permitted", False),
        (550, b"5.1.8 the sender's domain does not exist", False),
        (554, b"we do not like you", False),
        (530, b"5.7.0 authenticate first", False),
        (451, b"4.1.1 later", False),
    ],
)
def test_an_address_is_flagged_only_where_it_is_what_was_refused(code: int, text: bytes | str, is_it: bool) -> None:
    assert is_of_address(code, text) is is_it


@pytest.mark.parametrize("word", ["drop_data", "hang_data"])
def test_an_uncertain_reminder_is_not_sent_again(cast: Cast, server: MailServer, word: str) -> None:
    server.script = [word, "accept"]
    job = ask(cast, at_most_once=True)
    assert work_off() == ["unknown"]
    let_pauses_pass()
    let_leases_run_out()
    assert work_off() == []
    assert job_of(cast, job).state == "unknown"
    assert len(server.messages) == 1


@pytest.mark.parametrize("word", ["drop_data", "hang_data"])
def test_an_uncertain_invitation_is_sent_again_with_the_same_id(cast: Cast, server: MailServer, word: str) -> None:
    server.script = [word, "accept"]
    ask(cast)
    assert work_off() == ["due"]
    let_pauses_pass()
    assert work_off() == ["done"]
    first, second = server.ids()
    assert first == second


@pytest.mark.parametrize(("once", "after"), [(True, "unknown"), (False, "done")])
def test_a_worker_killed_in_the_hand_over(cast: Cast, once: bool, after: str) -> None:
    job = ask(cast, at_most_once=once)
    lease = leases.take(due_id=job.pk)
    assert lease is not None
    leases.hand_over(lease=lease)
    assert Due.objects.get(pk=job.pk).state == "handing_over"
    let_leases_run_out()
    assert work_off() == [after]
    assert len(outbox.outbox) == (0 if once else 1)


@pytest.fixture
def queued(settings: Any, db: None) -> None:
    """The test runner puts its own backend there."""
    settings.EMAIL_BACKEND = "trust.mail.QueueBackend"


def test_account_mail_waits_in_the_queue_and_its_texts_go_once_sent(queued: None) -> None:
    send_mail("New password", "https://x.example/secret", None, ["a@x.example"], html_message="<p>secret</p>")
    assert outbox.outbox == []
    mail, due = AccountMail.objects.get(), Due.objects.get()
    assert (mail.pk, mail.text, due.trust_id, due.queue) == (due.pk, "https://x.example/secret", None, "mail")
    assert work_off() == ["done"]
    mail.refresh_from_db()
    assert (mail.text, mail.html, mail.sent_at is not None) == ("", "", True)
    (sent,) = outbox.outbox
    assert (sent.subject, sent.body) == ("New password", "https://x.example/secret")


def test_account_mail_survives_a_server_that_drops(queued: None, server: MailServer) -> None:
    server.script = ["drop_data", "accept"]
    send_mail("New password", "text", None, ["a@x.example"])
    assert work_off() == ["due"]
    let_pauses_pass()
    assert work_off() == ["done"]
    assert len(set(server.ids())) == 1


def test_the_example_mailbox_shows_what_would_have_gone_out(cast: Cast, settings: Any) -> None:
    settings.MAIL_HANDOVER = "trust.mail.MailboxBackend"
    ask(cast, html="<p>Please</p>")
    work_off()
    (shown,) = example_mails()
    assert (shown.to, shown.subject, shown.html) == ("head@a.example", "Reminder", "<p>Please</p>")
    settings.EXAMPLE_MODE = False
    assert not example_mails()
    ask(cast, key="another")
    assert work_off() == ["due"]
    assert ExampleMail.objects.count() == 1
