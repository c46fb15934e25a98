"""The shell of every page under /t/<trust>/: one decorator, one middleware, one place that answers refusals."""

from trust.web.pages import TenantRequest, page

__all__ = ["TenantRequest", "page"]
