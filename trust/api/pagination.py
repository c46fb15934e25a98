"""Lists come in pages."""

from typing import Any

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import PageNumberPagination


class Pages(PageNumberPagination):
    """?page=2&size=100, at most 200. A page beyond the last is not there; a number that is none is refused."""

    page_size_query_param = "size"
    max_page_size = 200

    def get_page_size(self, request: Any) -> int | None:
        if "size" not in request.query_params:
            return self.page_size
        size = _whole_number(request, "size")
        if size > self.max_page_size:
            raise ValidationError({"size": [f"At most {self.max_page_size}."]})
        return size

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> Any:
        if "page" in request.query_params:
            _whole_number(request, "page")
        try:
            return super().paginate_queryset(queryset, request, view=view)
        except NotFound:
            raise NotFound("There is no such page: the list is shorter.") from None

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        number = {"type": "integer", "minimum": 1}
        return [
            {
                "name": "page",
                "in": "query",
                "description": "Which page of the list.",
                "schema": {**number, "default": 1},
            },
            {
                "name": "size",
                "in": "query",
                "description": "How many on a page.",
                "schema": {**number, "maximum": self.max_page_size, "default": self.page_size},
            },
        ]


def _whole_number(request: Any, name: str) -> int:
    given = request.query_params[name]
    # isascii: Python reads digits of every script, the description promises an integer.
    if not (given.isascii() and given.isdigit() and len(given) <= 9 and int(given) >= 1):
        raise ValidationError({name: ["Give a whole number from 1 on."]})
    return int(given)
