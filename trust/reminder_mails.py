"""The two mails that come by themselves: the week's digest, and what is to be said on one day.

A subject says what and when. No mail holds a judgement, and no subject or preview a word of what is need-to-know.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from trust import deadlines
from trust.actions.mail import LINE_ENDS
from trust.actions.mail_choices import stop_token
from trust.actions.reminders import Prepared
from trust.actors import Actor
from trust.deadlines import Deadline
from trust.enums import CalendarMark
from trust.policies.colour import Brand, brand
from trust.policies.due import LATE, TITLES, Calendar, how_late
from trust.policies.reminding import Days
from trust.policies.school_calendar import SchoolCalendar
from trust.policies.wording import listed
from trust.queries.calendar import PLURALS
from trust.waiting import Waits

# A mail that nobody reads to its end helps nobody: the to-do list has the rest.
AT_MOST = 30
LONGEST = 110
PRIVATE = "A private matter"
TAKES_PLACE = tuple(mark for mark in CalendarMark if mark != CalendarMark.DEADLINE)
WAITING, OTHERS = "waiting", "others"
GROUPS = {**TITLES, "later": "Later", WAITING: "Waiting for your answer", OTHERS: "You wait for others"}
OURS = Brand("#49378A", "", "", "#B9A8F5", "", "", "#1A1430")


@dataclass(frozen=True)
class MailLine:
    """One thing in a mail: when, what, where it is, what stands under it."""

    when: str
    title: str
    url: str
    under: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class MailGroup:
    """What belongs together; `more`: how many are left out."""

    title: str
    lines: Sequence[MailLine]
    more: int = 0


@dataclass(frozen=True)
class ReminderMail:
    """A mail ready to be sent."""

    subject: str
    text: str
    html: str
    stop_url: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """A digest can be stopped by the mail program's own button (RFC 8058)."""
        if not self.stop_url:
            return {}
        return {"List-Unsubscribe": f"<{self.stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def written(prepared: Prepared) -> ReminderMail:
    """The mail in words."""
    actor, content, today = prepared.actor, prepared.content, prepared.today
    stop_url = ""
    if content.is_digest:
        assert actor.membership_id is not None
        stop_url = settings.SITE_URL + reverse("stop_digest", args=[actor.trust_slug, stop_token(actor.membership_id)])
    subject = subject_of(prepared)
    context = {
        "subject": subject,
        "preview": preview_of(prepared),
        "heading": f"Your week, {_first_name(actor.name)}" if content.is_digest else _heading(content.lines),
        "day": _day(prepared.known.of(actor), today),
        "groups": groups_of(prepared),
        "trust_name": actor.trust_name,
        "is_digest": content.is_digest,
        "todo_url": settings.SITE_URL + reverse("trust:waiting", args=[actor.trust_slug]),
        "settings_url": settings.SITE_URL + reverse("trust:own_mail", args=[actor.trust_slug]),
        "stop_url": stop_url,
        "brand": brand(actor.brand_colour) or OURS,
        "example_mode": settings.EXAMPLE_MODE,
    }
    text = render_to_string("trust/mail/reminders.txt", context)
    return ReminderMail(subject, text, render_to_string("trust/mail/reminders.html", context), stop_url)


def _first_name(name: str) -> str:
    return name.partition(" ")[0]


def _heading(number: int) -> str:
    return "A reminder" if number == 1 else f"{number} reminders"


def _day(days: Days, today: dt.date) -> str:
    """Monday 30 November 2026, week 13 of the autumn term: counted as in the calendar."""
    week = SchoolCalendar(days.terms).week_of_term(today)
    return f"{today:%A %-d %B %Y}{', ' if week else ''}{week}"


def subject_of(prepared: Prepared) -> str:
    """What and when. Of one thing its name and its day, of several how many, and the first day."""
    content, today = prepared.content, prepared.today
    everything = [*content.own, *content.others]
    if content.is_digest:
        return f"Your week: {_in_short(prepared)}"
    if len(everything) == 1:
        return one_line(named(everything[0]), day_said(everything[0], today))
    late = sum(line.last_on < today for line in everything)
    ahead = [line for line in everything if line.due_on >= today]
    words = [f"{late} late"] if late else []
    if ahead:
        first = min(line.due_on for line in ahead)
        on = "due" if all(line.mark == CalendarMark.DEADLINE for line in ahead) else "on"
        words.append(f"{'one' if len(ahead) == 1 else 'the first'} {on} {long_day(first, today)}")
    return f"{len(everything)} reminders: {', '.join(words)}"


def preview_of(prepared: Prepared) -> str:
    """The line that a mail program shows beside the subject: numbers and days."""
    return f"{prepared.actor.trust_name}: {_in_short(prepared)}."


def _in_short(prepared: Prepared) -> str:
    content, today = prepared.content, prepared.today
    late = sum(line.last_on < today for line in content.own)
    ahead = [line for line in content.own if line.due_on >= today]
    due = [line.due_on for line in ahead if line.mark == CalendarMark.DEADLINE]
    words = [f"{late} late"] if late else []
    if due:
        words.append(f"{len(due)} due by {long_day(max(due), today)}")
    for mark in TAKES_PLACE:
        if number := sum(line.mark == mark for line in ahead):
            words.append(f"{number} {mark.label.lower() if number == 1 else PLURALS[mark]}")
    if content.waiting:
        words.append(f"{len(content.waiting)} wait{'s' if len(content.waiting) == 1 else ''} for your answer")
    if content.others and not words:
        words.append(f"{len(content.others)} late with others")
    return listed(words)


def named(line: Deadline) -> str:
    """As a subject calls it: nothing of a private matter, and no words that somebody wrote freely."""
    if line.is_private:
        return PRIVATE
    short = deadlines.named_outside(line)
    return short if short == line.title or not line.academy else f"{short}, {line.academy}"


def due_words(line: Deadline, today: dt.date) -> str:
    """due Friday 11 December; was due Friday 20 November. What takes place is not due: Friday 11 December."""
    if line.mark != CalendarMark.DEADLINE:
        return f"{'was on ' if line.last_on < today else ''}{long_day(line.due_on, today)}"
    return f"{'was due' if line.last_on < today else 'due'} {long_day(line.due_on, today)}"


def day_said(line: Deadline, today: dt.date) -> str:
    """What follows its name: " due Friday 11 December"; ", Friday 11 December" of what takes place."""
    is_set_off = line.mark != CalendarMark.DEADLINE or (line.academy and named(line).endswith(f", {line.academy}"))
    return f"{',' if is_set_off else ''} {due_words(line, today)}"


def long_day(day: dt.date, today: dt.date) -> str:
    """Friday 11 December, with the year where it is another one."""
    return f"{day:%A %-d %B}" if day.year == today.year else f"{day:%A %-d %B %Y}"


def one_line(name: str, said: str) -> str:
    """Fit for a header. What is cut is the name, not the day."""
    for end in LINE_ENDS:
        name = name.replace(end, " ")
    if len(name) + len(said) > LONGEST:
        name = f"{name[: LONGEST - len(said) - 1].rstrip()}…"
    return f"{name}{said}"


def groups_of(prepared: Prepared) -> list[MailGroup]:
    """What is one's own by its dates, then what waits without one, then what others are late with."""
    actor, content = prepared.actor, prepared.content
    calendar = Calendar(prepared.today)
    made = [
        _group(key, [_own(actor, each, calendar) for each in lines])
        for key, lines in groupby(content.own, lambda each: calendar.group_of(each.due_on))
    ]
    # What waits without a date comes after what is late, as in the to-do list.
    if content.waiting:
        place = 1 if made and made[0].title == GROUPS[LATE] else 0
        made.insert(place, _group(WAITING, [_undated(each) for each in content.waiting]))
    if content.others:
        made.append(_group(OTHERS, [_other(prepared, each) for each in content.others]))
    return made


def _group(key: str, lines: Sequence[MailLine]) -> MailGroup:
    return MailGroup(GROUPS[key], lines[:AT_MOST], max(0, len(lines) - AT_MOST))


def _own(actor: Actor, line: Deadline, calendar: Calendar) -> MailLine:
    is_late = line.last_on < calendar.today
    said = due_words(line, calendar.today)
    return MailLine(
        calendar.in_short(line.due_on),
        line.title,
        _url(actor, line),
        ". ".join([said[:1].upper() + said[1:], *(["Private"] if line.is_private else [])]),
        is_late,
    )


def _other(prepared: Prepared, line: Deadline) -> MailLine:
    days = prepared.content.reminded.get(line.thing, ())
    reminded = f"Reminded on {_days(days[-3:])}" if days else ""
    private = "Private" if line.is_private else ""
    under = ". ".join(word for word in (line.whose, reminded, private) if word)
    return MailLine(how_late(line.due_on, prepared.today), line.title, _url(prepared.actor, line), under, is_late=True)


def _days(days: Iterable[dt.date]) -> str:
    """17 and 20 November; 30 November and 1 December."""
    each = list(days)
    if len({(day.year, day.month) for day in each}) == 1:
        return f"{listed([f'{day:%-d}' for day in each])} {each[0]:%B}"
    return listed([f"{day:%-d %B}" for day in each])


def _undated(each: Waits) -> MailLine:
    under = ". ".join(word for word in (each.what, f"For {each.for_name}" if each.for_name else "") if word)
    return MailLine(f"Since {each.since:%-d %b}", each.title, settings.SITE_URL + each.url, under)


def _url(actor: Actor, line: Deadline) -> str:
    return settings.SITE_URL + deadlines.source_of(line).url(actor.trust_slug, line)
