"""What the lint finds."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """A rule broken by a table, model or role."""

    rule: str
    where: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.rule}" + (f" ({self.detail})" if self.detail else "")
