"""What a program sends: JSON in UTF-8, read more strictly than Python reads it."""

import json
from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser


class JSONBody(BaseParser):
    """One JSON object. No number that is none, no name twice, nothing nested deeper than Python can hold."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            read = json.loads(
                stream.read().decode(), parse_constant=_refuse_constant, object_pairs_hook=_refuse_repeated
            )
        except UnicodeDecodeError as fault:
            raise ParseError("The body must be JSON in UTF-8.") from fault
        except RecursionError as fault:
            raise ParseError("The body is nested too deeply.") from fault
        except json.JSONDecodeError as fault:
            raise ParseError(f"The body is no JSON: {fault.msg}, line {fault.lineno}, column {fault.colno}.") from fault
        except ValueError as fault:
            raise ParseError(f"The body is no JSON: {fault}"[:200]) from fault
        if not isinstance(read, dict):
            raise ParseError("The body must be one JSON object: {…}.")
        return read


def _refuse_constant(word: str) -> Any:
    raise ValueError(f"{word} is no number.")


def _refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name stands in it twice.")
    return made
