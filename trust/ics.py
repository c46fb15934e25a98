"""Events as an iCalendar file (RFC 5545), as Outlook, Google and Apple read it. Knows no database."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from zoneinfo import ZoneInfo

import icalendar

LONDON = ZoneInfo("Europe/London")
PRODUCT = "-//Fourfold//Calendar//EN"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Event:
    """One event. `at`: the time of day as 09:30, empty for whole days; `busy`: whether it takes the person's time."""

    uid: str
    summary: str
    first: dt.date
    last: dt.date
    at: str = ""
    category: str = ""
    place: str = ""
    url: str = ""
    busy: bool = False
    is_private: bool = False


def digest(name: str, events: Sequence[Event]) -> str:
    """The same for the same events, whenever they are told."""
    return sha256(repr((name, list(events))).encode()).hexdigest()


def written(name: str, events: Sequence[Event], *, sequence: int, changed_at: dt.datetime) -> bytes:
    """The file. `sequence` and `changed_at`: how often and when what it tells was last another."""
    made = icalendar.Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", LONDON.key)
    made.add("refresh-interval", HOUR, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for event in events:
        made.add_component(_component(event, sequence, changed_at))
    if any(_is_timed(event) for event in events):
        made.add_missing_timezones(first_date=events[0].first - 366 * DAY, last_date=events[-1].last + 366 * DAY)
    return made.to_ical()


def _is_timed(event: Event) -> bool:
    return bool(event.at) and event.first == event.last


def _component(event: Event, sequence: int, changed_at: dt.datetime) -> icalendar.Event:
    told = icalendar.Event()
    told.add("uid", event.uid)
    told.add("dtstamp", changed_at.astimezone(dt.UTC))
    told.add("sequence", sequence)
    told.add("summary", event.summary)
    if _is_timed(event):
        starts = dt.datetime.combine(event.first, dt.time.fromisoformat(event.at), LONDON)
        told.add("dtstart", starts)
        told.add("duration", HOUR)
    else:
        told.add("dtstart", event.first)
        # The day after the last one, as the format wants it.
        told.add("dtend", event.last + DAY)
    told.add("transp", "OPAQUE" if event.busy else "TRANSPARENT")
    if event.is_private:
        told.add("class", "PRIVATE")
    for key, value in (("categories", event.category), ("location", event.place), ("url", event.url)):
        if value:
            told.add(key, [value] if key == "categories" else value)
    return told
