"""The shape of endpoints that change things: seen state, keys of requests, bodies, and the answer afterwards.

Deciding and writing is the actions' business, as for pages. The order here: may this token read it (404), may it
change it (403), does it say what it saw (428), is the body sound (422), was it done before, is what it saw still
what stands (412).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from trust.actions.answers import Answer, checksum, once
from trust.actors import Actor
from trust.api.conditions import Stale, key_sent, tag_of, tags_seen
from trust.api.reading import READ_ONLY, Reading
from trust.errors import BadInput, Conflict, NotPermitted
from trust.permissions import Permission, Placed, may

REPEATED = "Idempotency-Replayed"
CHANGED = "This has changed since you read it."


@dataclass(frozen=True)
class Change:
    """What one method of an address does. Any of the permissions opens it; `takes` reads the body."""

    permissions: tuple[Permission, ...]
    takes: type[Serializer] | None = None
    status: int = 200
    is_matched: bool = True  # whether If-Match must say which state was seen
    is_kept: bool = False  # whether the action judges that, since it keeps what comes too late


class Changing(Reading):
    """An endpoint with methods that change; those that only read it has from beside this class."""

    changes: ClassVar[Mapping[str, Change]] = {}
    is_read: ClassVar[bool] = True
    # What is told, for those that have no serializer of a list.
    serializer_class: Any = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        reads = READ_ONLY if cls.is_read else ["options"]
        cls.http_method_names = [*reads, *(method.lower() for method in cls.changes)]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        # Read here, so that a body that is too big is refused in one place whatever reads it later.
        assert isinstance(request._request, HttpRequest)
        self.body = request._request.body
        super().initial(request, *args, **kwargs)

    def find(self) -> Any:
        """What the address means, as it stands now. Raises NotFound where there is none for this person."""
        raise NotImplementedError

    def place_of(self, found: Any) -> Placed | None:
        """Where it stands, for permissions; None where the action finds out."""
        return None

    def told(self, found: Any) -> dict[str, Any]:
        """What is told of it."""
        return dict(self.serializer_class(found).data)

    def tag_of(self, found: Any) -> str:
        """Its ETag."""
        return tag_of(self.told(found))

    def more_headers(self, made: Any) -> dict[str, str]:
        """Location, of what was made."""
        return {}

    def permissions_to(self, method: str) -> tuple[Permission, ...]:
        """Any of these opens the method."""
        return self.changes[method].permissions

    def check_change(self, place: Placed | None = None) -> None:
        """Raise NotPermitted unless token and role allow the method: here, or anywhere."""
        check_any(self.actor, self.permissions_to(str(self.request.method)), place)

    def check_change_of(self, found: Any) -> None:
        """Raise NotPermitted where a permission at a place does not say it all."""

    def change(self, do: Callable[[Any, dict[str, Any]], Any]) -> HttpResponse:
        """Carry the method out. `do` gets what the address means and the body, calls the action, and may return what
        is to be told instead of what the address means by then.
        """
        method = str(self.request.method)
        change = self.changes[method]
        found = self.find()
        self.check_change(self.place_of(found))
        self.check_change_of(found)
        headers = self.request.headers
        self.seen = tags_seen(headers.get("If-Match")) if change.is_matched else frozenset()
        if method != "POST":
            return _response(self._carry_out(change, do, found, self._given(change)))
        key = key_sent(headers.get("Idempotency-Key"))
        given = self._given(change)
        answer = once(
            token_id=self.request.auth,  # type: ignore[arg-type]
            key=key,
            request=f"{method} {self.request.path}",
            asked=checksum(method, self.request.get_full_path(), self.body),
            do=lambda: self._carry_out(change, do, found, given),
        )
        return _response(answer)

    def _carry_out(
        self,
        change: Change,
        do: Callable[[Any, dict[str, Any]], Any],
        found: Any,
        given: dict[str, Any],
    ) -> Answer:
        if change.is_matched and not change.is_kept and not self.saw(found):
            raise self.stale(f"{CHANGED} Nothing of yours was saved.")
        try:
            made = do(found, given)
        except Conflict as fault:
            raise self.stale(fault.message) from fault
        if change.status == 204:
            return Answer(204, "")
        now = self.find() if made is None else made
        headers = {"ETag": self.tag_of(now), **self.more_headers(now)}
        return Answer(change.status, JSONRenderer().render(self.told(now)).decode(), headers)

    def saw(self, found: Any) -> bool:
        """Whether If-Match names what stands."""
        return self.tag_of(found) in self.seen

    def stale(self, message: str, *, keep_writes: bool = False) -> Stale:
        """The refusal with what stands now."""
        now = self.find()
        return Stale(message, current=self.told(now), tag=self.tag_of(now), keep_writes=keep_writes)

    def _given(self, change: Change) -> dict[str, Any]:
        taken = change.takes(data=self.request.data) if change.takes else None
        known = set(taken.fields) if taken else set()
        faults: dict[str, Any] = {
            name[:50]: f"There is no such field here. There are: {', '.join(sorted(known)) or 'none'}."
            for name in self.request.data
            if name not in known
        }
        if taken is not None:
            try:
                taken.is_valid(raise_exception=True)
            except ValidationError as fault:
                faults |= _sentences(fault.detail)
        if faults:
            raise BadInput("Some of this is missing or does not fit.", detail=faults)
        return dict(taken.validated_data) if taken else {}


class ChangingOne(Changing):
    """One thing: read, and changed."""

    filter_backends = ()

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        found = self.find()
        return _response(Answer(200, JSONRenderer().render(self.told(found)).decode(), {"ETag": self.tag_of(found)}))


def check_any(actor: Actor, permissions: tuple[Permission, ...], place: Placed | None = None) -> None:
    """Raise NotPermitted unless the actor holds one of these, saying whether token or role is in the way."""
    if any(may(actor, each, place) for each in permissions):
        return
    if any(may(actor.without_scopes(), each, place) for each in permissions):
        raise NotPermitted("You may do this, but this token may not. Make a token that may.")
    raise NotPermitted("You do not have the role that this needs. Ask your trust's administrator.")


def _response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
    if answer.status == 204:
        del response.headers["Content-Type"]
    for name, value in answer.headers.items():
        response.headers[name] = value
    if answer.is_repeated:
        response.headers[REPEATED] = "true"
    return response


def _sentences(detail: Any, name: str = "") -> dict[str, str]:
    """A sentence for each field, also for those inside others: columns.2."""
    if isinstance(detail, ErrorDetail | str):
        return {name or "body": str(detail)}
    pairs = detail.items() if isinstance(detail, Mapping) else [("", each) for each in detail]
    found: dict[str, str] = {}
    for key, each in pairs:
        path = ".".join(word for word in (name, "" if key == "non_field_errors" else str(key)) if word)
        for where, words in _sentences(each, path).items():
            found[where] = f"{found[where]} {words}" if where in found else words
    return found
