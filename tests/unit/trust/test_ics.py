"""The iCalendar file, read by a real parser: days, times across the clock changes, and what is not told."""

import datetime as dt
from zoneinfo import ZoneInfo

import icalendar
import pytest

from trust.ics import Event, digest, written

CHANGED = dt.datetime(2026, 11, 27, 9, 30, tzinfo=dt.UTC)
LONDON = ZoneInfo("Europe/London")


def event(**more: object) -> Event:
    first = dt.date(2026, 12, 1)
    return Event(**{"uid": "promise.1@trust", "summary": "Visit", "first": first, "last": first, **more})  # type: ignore[arg-type]


def read(*events: Event, sequence: int = 3) -> list[icalendar.Event]:
    content = written("Larkfield", events, sequence=sequence, changed_at=CHANGED)
    assert b"\r\n" in content
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    found = icalendar.Calendar.from_ical(content)
    assert found.errors == []
    assert found["version"] == "2.0"
    assert found["prodid"] == "-//Fourfold//Calendar//EN"
    return list(found.walk("VEVENT"))


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        # The clocks go back on 25 October 2026 and forward on 28 March 2027.
        (dt.date(2026, 10, 23), dt.datetime(2026, 10, 23, 8, 0, tzinfo=dt.UTC)),
        (dt.date(2026, 10, 24), dt.datetime(2026, 10, 24, 8, 0, tzinfo=dt.UTC)),
        (dt.date(2026, 10, 25), dt.datetime(2026, 10, 25, 9, 0, tzinfo=dt.UTC)),
        (dt.date(2026, 10, 26), dt.datetime(2026, 10, 26, 9, 0, tzinfo=dt.UTC)),
        (dt.date(2027, 3, 27), dt.datetime(2027, 3, 27, 9, 0, tzinfo=dt.UTC)),
        (dt.date(2027, 3, 28), dt.datetime(2027, 3, 28, 8, 0, tzinfo=dt.UTC)),
        (dt.date(2027, 3, 29), dt.datetime(2027, 3, 29, 8, 0, tzinfo=dt.UTC)),
    ],
)
def test_nine_in_london_stays_nine_in_london_when_the_clocks_change(day: dt.date, utc: dt.datetime) -> None:
    (told,) = read(event(first=day, last=day, at="09:00"))
    starts = told.decoded("dtstart")
    assert (starts.hour, starts.minute, starts.date()) == (9, 0, day)
    assert starts.astimezone(dt.UTC) == utc
    assert told.decoded("duration") == dt.timedelta(hours=1)
    assert told["dtstart"].params["TZID"] == "Europe/London"


def test_the_file_brings_the_rules_of_its_time_zone() -> None:
    content = written("L", [event(at="09:00")], sequence=1, changed_at=CHANGED)
    zones = icalendar.Calendar.from_ical(content).walk("VTIMEZONE")
    assert [str(zone["tzid"]) for zone in zones] == ["Europe/London"]
    assert icalendar.Calendar.from_ical(written("L", [event()], sequence=1, changed_at=CHANGED)).walk("VTIMEZONE") == []


@pytest.mark.parametrize("at", ["01:30", "00:30", "23:59"])
@pytest.mark.parametrize("day", [dt.date(2026, 10, 25), dt.date(2027, 3, 28)])
def test_a_time_that_is_twice_or_never_there_breaks_nothing(day: dt.date, at: str) -> None:
    (told,) = read(event(first=day, last=day, at=at))
    assert told.decoded("dtstart").date() == day


def test_whole_days_have_no_time_and_end_on_the_day_after() -> None:
    (told,) = read(event(last=dt.date(2026, 12, 3), at="09:00"))
    assert told.decoded("dtstart") == dt.date(2026, 12, 1)
    assert told.decoded("dtend") == dt.date(2026, 12, 4)
    assert told["dtstart"].params["VALUE"] == "DATE"


def test_what_calendars_need_to_follow_a_change() -> None:
    (told,) = read(event(busy=True, category="Visit", url="https://x.example/t/a/"), sequence=7)
    assert (str(told["uid"]), told["sequence"], told.decoded("dtstamp")) == ("promise.1@trust", 7, CHANGED)
    assert (told["transp"], str(told["url"])) == ("OPAQUE", "https://x.example/t/a/")
    assert told.categories == ["Visit"]
    assert [each["transp"] for each in read(event())] == ["TRANSPARENT"]
    assert [str(each["class"]) for each in read(event(is_private=True))] == ["PRIVATE"]


def test_words_with_line_breaks_commas_and_letters_of_all_kinds_come_back_as_they_were() -> None:
    words = "Émile’s visit; “reading”, writing\\maths\nand a very long line " + "x" * 300 + " 🎓"
    (told,) = read(event(summary=words))
    assert str(told["summary"]) == words


def test_the_hash_is_of_what_is_told_and_not_of_when() -> None:
    assert digest("L", [event()]) == digest("L", [event()])
    others = [event(first=dt.date(2026, 12, 2)), event(at="10:00"), event(summary="Other"), event(busy=True)]
    assert len({digest("L", [each]) for each in [event(), *others]}) == 5
    assert digest("L", [event()]) != digest("M", [event()])
