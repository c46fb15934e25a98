"""What a self-evaluation consists of: a section for each key area of the year's model, and three around them."""

from improvement_cycle.policies.definition import Definition, NamedWord, ScaleWord
from trust.policies.contents import Choice, Field, Part

CONTEXT, PROGRESS, SUMMARY = "context", "progress", "summary"
GRADE, FOOTING, NARRATIVE, FACTS = "grade", "footing", "narrative", "facts"
TO_DEVELOP, SUGGESTED = "to_develop", "suggested"
WORDS_WANTED = 400

NO_NAMES = "Do not name pupils or members of staff."
FOOTINGS = (
    Choice("secure", "Secure evidence", hint="Several sources say the same."),
    Choice("not_yet", "Not yet", hint="We know what is missing."),
    Choice("unsure", "Unsure", hint="Sources differ, or there are too few."),
)
# What other self-evaluations call the same: for placing an imported text.
ALSO = {
    NARRATIVE: ("Evaluation", "Narrative", "Commentary", "Evidence", "Evidence and impact", "Impact"),
    "strengths": ("Key strengths", "What is going well", "What we do well", "Successes"),
    TO_DEVELOP: ("Areas for development", "Areas for improvement", "Weaknesses", "AFD", "AfI", "Even better if"),
    "next_steps": ("Actions", "Planned actions", "Priorities", "What we will do next"),
    CONTEXT: ("School context", "Contextual information", "About our school", "The school"),
    PROGRESS: ("Progress since the last inspection", "Previous inspection", "Actions since last inspection"),
    SUMMARY: ("Overall effectiveness", "Executive summary", "Overall evaluation"),
}


def parts_of(model: Definition, *, grade_needed: bool) -> tuple[Part, ...]:
    """The sections in their order. `grade_needed`: whether the trust asks for a grade in each area."""
    areas = tuple(_area(model, area, grade_needed=grade_needed) for area in model.areas)
    return (_context(), _progress(), *areas, _summary())


def scale_of_area(model: Definition, area: str) -> ScaleWord | None:
    """The scale that the matrix judges the area on, otherwise the first: the same words on both pages."""
    for column in model.judged_columns:
        if column.area == area:
            return model.scale_of.get(column.scale)
    return model.scales[0] if model.scales else None


def _area(model: Definition, area: NamedWord, *, grade_needed: bool) -> Part:
    scale = scale_of_area(model, area.key)
    grades = tuple(Choice(g.key, g.label, g.tone, g.shape, g.descriptor) for g in scale.grades) if scale else ()
    grade = Field(
        GRADE,
        "How good is it now?",
        "choice",
        choices=grades,
        is_needed=grade_needed and bool(grades),
        without="" if grade_needed else "No grade. Your trust leaves it to you.",
    )
    footing = Field(FOOTING, "How sure are you?", "choice", choices=FOOTINGS)
    return Part(
        key=area.key,
        title=area.label,
        lead=area.text,
        fields=(
            # Where a grade may be left out, what it would rest on is asked before it.
            *((grade, footing) if grade_needed else (footing, grade)),
            Field(
                NARRATIVE,
                "What is it like, and how do you know?",
                "rich",
                hint=f"Say what is typical, what has changed, and the impact on pupils. {NO_NAMES}",
                words=WORDS_WANTED,
                is_needed=True,
                also=ALSO[NARRATIVE],
            ),
            _lines("strengths", "Strengths", "One on each line."),
            _lines(TO_DEVELOP, "What needs to improve", "The most important first."),
            Field(SUGGESTED, "Suggested as a priority", "marks", of=TO_DEVELOP, hint="Suggest as a priority"),
            _lines("next_steps", "Next steps", "One on each line."),
        ),
        # The columns of the matrix that judge the area are what an inspection calls it.
        also=tuple(column.label for column in model.judged_columns if column.area == area.key),
        is_numbered=True,
    )


def _lines(key: str, label: str, hint: str) -> Field:
    return Field(key, label, "lines", hint=hint, also=ALSO[key])


def _context() -> Part:
    hint = f"Who your pupils are and what is particular to your academy, in a few sentences. {NO_NAMES}"
    facts = "One on each line, with its source. What is published stands here at first: change what you know better."
    return Part(
        CONTEXT,
        "Context",
        (
            Field(FACTS, "In figures", "lines", hint=facts),
            Field(NARRATIVE, "Your academy", "rich", hint=hint, words=200, is_needed=True),
        ),
        also=ALSO[CONTEXT],
    )


def _progress() -> Part:
    hint = f"For each point the last inspection asked you to improve: what you did, and what is different. {NO_NAMES}"
    return Part(
        PROGRESS,
        "Since the last inspection",
        (Field(NARRATIVE, "What has changed since", "rich", hint=hint, words=300, is_needed=True),),
        also=ALSO[PROGRESS],
    )


def _summary() -> Part:
    hint = f"What a reader with two minutes should know. {NO_NAMES}"
    return Part(
        SUMMARY,
        "Summary",
        (Field(NARRATIVE, "In short", "rich", hint=hint, words=WORDS_WANTED, is_needed=True),),
        also=ALSO[SUMMARY],
    )
