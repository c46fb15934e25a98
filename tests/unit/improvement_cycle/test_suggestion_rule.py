"""The rule that suggests a category."""

from improvement_cycle.policies.suggestion import AgreedGrade, CategoryRule, suggestion

RULES = [
    CategoryRule(1, "Universal support"),
    CategoryRule(2, "Targeted support", some=2),
    CategoryRule(3, "Intensive support", serious=1, concern_category=True),
]


def good(column: str) -> AgreedGrade:
    return AgreedGrade(column, "Good", "none")


def requires(column: str) -> AgreedGrade:
    return AgreedGrade(column, "Requires improvement", "some")


def inadequate(column: str) -> AgreedGrade:
    return AgreedGrade(column, "Inadequate", "serious")


def test_all_good_is_the_first_category():
    made = suggestion([good("Quality"), good("Data")], RULES, complete=True)
    assert (made.number, made.reason) == (1, "No area is a concern.")


def test_one_concern_is_named_and_not_enough():
    made = suggestion([requires("Data"), good("Quality")], RULES, complete=True)
    assert (made.number, made.reason) == (1, "Only one area is Requires improvement (Data).")


def test_two_concerns_lead_to_targeted_support():
    made = suggestion([requires("Data"), requires("Behaviour")], RULES, complete=True)
    assert made.number == 2
    assert made.label == "Targeted support"
    assert made.reason == "Two areas are Requires improvement (Data and Behaviour)."
    assert made.short == "two areas are Requires improvement"


def test_one_serious_concern_leads_to_intensive_support():
    made = suggestion([inadequate("Data"), requires("Behaviour")], RULES, complete=True)
    assert (made.number, made.reason) == (3, "One area is Inadequate (Data).")


def test_a_category_of_concern_leads_to_intensive_support_whatever_the_grades():
    made = suggestion([good("Data")], RULES, complete=True, concern_category="Special measures")
    assert (made.number, made.reason) == (3, "The academy is in a category of concern, special measures.")


def test_the_rule_waits_while_judgements_are_missing():
    made = suggestion([good("Data")], RULES, complete=False)
    assert made.waits
    assert made.reason == "The rule waits for agreed judgements."
    assert suggestion([], RULES, complete=False).waits


def test_what_is_already_certain_is_said_as_so_far():
    made = suggestion([requires("Data"), requires("Behaviour")], RULES, complete=False)
    assert (made.number, made.short) == (2, "two areas are Requires improvement so far")


def test_thresholds_come_from_the_model():
    strict = [
        CategoryRule(1, "Core"),
        CategoryRule(2, "Core plus", some=1),
        CategoryRule(3, "Core double", serious=2),
    ]
    assert suggestion([requires("Data")], strict, complete=True).number == 2
    assert suggestion([inadequate("Data")], strict, complete=True).number == 2
    assert suggestion([inadequate("Data"), inadequate("Care")], strict, complete=True).number == 3


def test_without_categories_there_is_no_suggestion():
    assert suggestion([good("Data")], [], complete=True) is None
