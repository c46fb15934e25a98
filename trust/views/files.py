"""Download of private files."""

from typing import Any
from uuid import UUID

import structlog
from django.http import FileResponse

from trust.actors import Actor
from trust.enums import FileState
from trust.errors import NotFound, Refused
from trust.files import path_of
from trust.permissions import Permission
from trust.queries.files import file_for
from trust.web import TenantRequest, page

log = structlog.get_logger(__name__)


def find_file(actor: Actor, file: UUID) -> Any:
    """The file of the address."""
    return file_for(actor, file)


@page(read=Permission.TRUST_ENTER, find=find_file)
def download(request: TenantRequest, file: UUID) -> Any:
    """Always as an attachment, and in a sandbox should a browser show it all the same."""
    stored = request.found
    if stored.state == FileState.QUARANTINED:
        raise Refused("This file is still waiting for the virus check. Try again in a minute.")
    if stored.state == FileState.INFECTED:
        raise Refused("This file was refused by the virus check and has been deleted.")
    try:
        content = path_of(stored.trust_id, stored.id).open("rb")
    except FileNotFoundError as error:
        log.error("file without bytes", file=str(stored.id))
        raise NotFound() from error
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response
