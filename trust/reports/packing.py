"""Office files are zips: packed so that the same report has the same bytes on every day."""

import datetime as dt
import io
import re
import zipfile
from typing import Any

NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
# Zip knows no earlier moment; the same bytes come out on every day.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def xml_text(text: str) -> str:
    """Without the letters that XML cannot carry."""
    return NOT_IN_XML.sub("", text)


def same_bytes(raw: bytes, as_at: dt.datetime) -> bytes:
    """Pack again with the report's moment instead of the clock's."""
    moment = as_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "docProps/core.xml":
                content = MODIFIED.sub(rb"\g<1>" + moment, content)
            packed: Any = zipfile.ZipInfo(part.filename, FIRST_DAY)
            packed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(packed, content)
    return out.getvalue()
