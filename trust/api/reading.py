"""The two shapes of endpoints that read: a list, and one thing."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.metadata import SimpleMetadata
from rest_framework.request import Request

from trust.actors import Actor
from trust.errors import NotFound
from trust.permissions import Permission

READ_ONLY = ["get", "head", "options"]


class Plain(SimpleMetadata):
    """OPTIONS names the address and its methods; what they take, the description says."""

    def determine_actions(self, request: Any, view: Any) -> dict[str, Any]:
        return {}


class Reading(GenericAPIView):
    """Names its permission and what it lists; `rows` says which of these the actor may see."""

    # One of these opens it.
    read: ClassVar[Permission | tuple[Permission, ...]]
    model: ClassVar[type[Model]]
    http_method_names = READ_ONLY
    metadata_class = Plain

    @property
    def actor(self) -> Actor:
        """Who reads: our token door puts the actor where DRF keeps the user."""
        return self.request.user  # type: ignore[return-value]

    def rows(self) -> Any:
        """A QuerySet of what the actor may see, in a fixed order."""
        raise NotImplementedError

    def get_queryset(self) -> Any:
        # The description is made without a request and without a trust.
        return QuerySet(self.model) if getattr(self, "swagger_fake_view", False) else self.rows()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_unknown(request, self.known_parameters())

    def known_parameters(self) -> set[str]:
        """Query parameters that mean something here."""
        return set()


class ReadingList(Reading, ListAPIView):
    """A list in pages."""

    def known_parameters(self) -> set[str]:
        filters = getattr(self, "filterset_class", None)
        return {"page", "size", *(filters.base_filters if filters else ())}


class ReadingOne(Reading, RetrieveAPIView):
    """One thing by its id."""

    lookup_field = "pk"
    filter_backends = ()

    def get_object(self) -> Any:
        found = self.get_queryset().filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise NotFound()
        return found


def refuse_unknown(request: Request, known: set[str]) -> None:
    """A mistyped filter must not answer with everything."""
    for name, values in request.query_params.lists():
        if name not in known:
            offered = ", ".join(sorted(known)) or "none"
            raise ValidationError({"query": [f"There is no parameter “{name[:50]}” here. There are: {offered}."]})
        if len(values) > 1:
            raise ValidationError({name: ["Give it once."]})
