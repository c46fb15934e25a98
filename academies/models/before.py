"""The schools before a school, wherever a question to the database must find them among others."""

from typing import Any

from django.db.models import BooleanField, Func

# Those before each school, followed recursively, both ways round: a predecessor of the school, or a school whose
# successor it is.
BEFORE = """
WITH RECURSIVE back (urn, earlier) AS (
    SELECT urn, link_urn FROM academies_establishmentlink WHERE direction = 'predecessor' AND urn = ANY(%(urns)s)
    UNION
    SELECT link_urn, urn FROM academies_establishmentlink WHERE direction = 'successor' AND link_urn = ANY(%(urns)s)
    UNION
    SELECT step.urn, step.earlier FROM back JOIN LATERAL (
        SELECT l.urn, l.link_urn AS earlier FROM academies_establishmentlink l
        WHERE l.direction = 'predecessor' AND l.urn = back.earlier
        UNION ALL
        SELECT l.link_urn, l.urn FROM academies_establishmentlink l
        WHERE l.direction = 'successor' AND l.link_urn = back.earlier
    ) step ON true
)
"""
# `= ANY(ARRAY(…))` so that the numbers are found once and then looked up in the index.
IS_OF = (
    "%(place)s = ANY(ARRAY(SELECT %(own)s UNION ALL ("  # noqa: S608 - both are ours
    + BEFORE.replace("%(urns)s", "ARRAY[%(own)s]")
    + "SELECT earlier FROM back)))"
)


class IsOfSchool(Func):
    """Whether a number is that of this school or of one before it: `IsOfSchool("urn", OuterRef(…))`."""

    arity = 2
    output_field = BooleanField()

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **_more: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        place, own = (compiler.compile(each) for each in self.get_source_expressions())
        sql = IS_OF % {"place": place[0], "own": own[0]}
        return sql, (*place[1], *tuple(own[1]) * IS_OF.count("%(own)s"))
