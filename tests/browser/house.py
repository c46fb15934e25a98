"""A running Fourfold with the example in it, and people who come in with their own browser windows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from improvement_cycle.enums import CycleState
from improvement_cycle.models import Cycle
from trust.example import PASSWORD
from trust.models import Trust, User
from trust.tenancy import tenant

# The people of the first invented trust by what they are; the whole file is config/example/larkfield.yaml.
PEOPLE = {
    "chief": "amara.osei@larkfield.example",
    "primary_director": "jo.whitlock@larkfield.example",
    "secondary_director": "daniel.achterberg@larkfield.example",
    "officer": "priya.nandakumar@larkfield.example",
    "trustee": "edmund.fairlie@larkfield.example",
    "administrator": "siobhan.tully@larkfield.example",
    "consultant": "ines.calloway@calloway.example",
    "head": "r.lindqvist@beckside.example",
    "thornfield_head": "k.marsh@thornfield.example",
    "kestrel_head": "t.brannigan@kestrelpoint.example",
    "leader": "o.sparks@beckside.example",
    "governor": "m.eland@beckside.example",
    "operator": "operator@host.example",
}
NEVER_A_FAULT = "Failed to load resource"  # Chromium's line about every 4xx; statuses are asserted where they matter


@dataclass
class House:
    """The address, and the way in."""

    url: str
    new_context: Callable[..., BrowserContext]
    faults: list[str] = field(default_factory=list)  # what the browser's console complained about

    def at(self, path: str) -> str:
        """An address inside the first invented trust."""
        return f"{self.url}/t/larkfield/{path}"

    def client(self, email: str) -> Client:
        """Signed in with both factors a moment ago, without a browser."""
        client = Client(HTTP_HOST=self.url.removeprefix("http://"))
        user = User.objects.get(email=email)
        assert client.post(f"/example/as/{user.id}/").status_code == 302
        assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
        return client

    def window(self, **options: Any) -> Page:
        """A new browser in which nobody is signed in."""
        options.setdefault("viewport", {"width": 1440, "height": 900})
        page = self.new_context(**options).new_page()
        page.set_default_timeout(15_000)
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page

    def enter(self, person: str, path: str = "", **options: Any) -> Page:
        """A browser in which this person is signed in, at a page of the trust."""
        page = self.window(**options)
        self.sign_in(page.context, person)
        if path:
            answer = page.goto(self.at(path))
            assert answer is not None
            assert answer.status == 200, (path, answer.status)
        return page

    def sign_in(self, context: BrowserContext, person: str) -> None:
        """Give the browser this person's session."""
        session = self.client(PEOPLE.get(person, person)).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}])

    def close_the_year(self) -> None:
        """As if it had been closed while people had its pages open."""
        with tenant(Trust.objects.get(slug="larkfield").id), transaction.atomic():
            year = Cycle.objects.filter(school_year__starts_on__year=2026)
            assert year.update(state=CycleState.CLOSED, closed_at=timezone.now()) == 1

    def _note(self, message: Any) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(NEVER_A_FAULT):
            self.faults.append(message.text)
