"""Every endpoint names its permission; one without a name is closed."""

from typing import Any

from rest_framework.permissions import BasePermission

from trust.errors import NotFound
from trust.permissions import may


class HasPermission(BasePermission):
    """Answers 404 to who may not read, as pages do."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if request.user is None:
            return False
        if not may(request.user, view.read):
            raise NotFound()
        return True
