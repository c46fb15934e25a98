"""Every endpoint names its permissions; one without a name is closed."""

from typing import Any

from rest_framework.permissions import BasePermission

from trust.errors import NotFound
from trust.permissions import may


class HasPermission(BasePermission):
    """Answers 404 to who may not read, as pages do, and 403 to who reads but may not change."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if request.user is None:
            return False
        reads = view.read if isinstance(view.read, tuple) else (view.read,)
        if not any(may(request.user, each) for each in reads):
            raise NotFound()
        if request.method in getattr(view, "changes", {}):
            view.check_change()
        return True
