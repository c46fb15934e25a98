"""Files made to do harm: each is refused with a sentence before anything opens it; honest ones pass."""

import pytest

from tests.hostile_files import HONEST, HOSTILE, RELATION, excel, reaching_out, with_parts, word
from trust.errors import BadInput
from trust.file_types import detect
from trust.limited import Unreadable, read_limited

KINDS = sorted({name.rpartition(".")[2] for name, _ in HOSTILE.values()})


def test_there_are_many_of_every_kind() -> None:
    assert len(HOSTILE) >= 60
    assert {"docx", "xlsx", "png", "jpg"} <= set(KINDS)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("label", HOSTILE)
def test_it_is_refused_with_a_sentence(label: str) -> None:
    name, make = HOSTILE[label]
    with pytest.raises(BadInput) as refused:
        detect(name, make())
    sentence = refused.value.detail["file"]
    assert sentence.endswith(".")
    assert sentence[0].isupper()
    assert "{" not in sentence


@pytest.mark.parametrize("kind", HONEST)
def test_an_honest_file_passes(kind: str) -> None:
    assert detect(f"a.{kind}", HONEST[kind]())[1]


def test_links_templates_of_the_own_disk_and_charts_pass() -> None:
    for kind, target in (
        ("hyperlink", "https://example.org/"),
        ("hyperlink", "..\\Plans\\plan.docx"),
        ("hyperlink", "mailto:office@example.org"),
        ("attachedTemplate", "file:///C:\\Users\\head\\Templates\\Normal.dotm"),
    ):
        assert detect("a.docx", reaching_out(kind, target))
    assert detect("a.docx", with_parts(word(), more={"word/embeddings/Sheet1.xlsx": excel()}))
    line = RELATION.format(kind="externalLinkPath", target="https://trust.sharepoint.example/x.xlsx").encode()
    rels = {"xl/_rels/workbook.xml.rels": lambda c: c.replace(b"</Relationships>", line + b"</Relationships>")}
    assert detect("a.xlsx", with_parts(excel(), change=rels))


def test_the_words_dde_and_doctype_may_be_written() -> None:
    text = "The DDE and <!DOCTYPE x [<!ENTITY e 'x'>]> were taught."
    assert detect("a.docx", word(text))


class TestLimitedChild:
    """`tests.greedy` is a module that uses too much of one thing."""

    @pytest.mark.parametrize("word_", ["memory", "file", "open files", "fail", "environment", "endless"])
    def test_what_uses_too_much_is_given_up_with_a_sentence(self, word_: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
        if word_ == "environment":
            assert read_limited("tests.greedy", b"environment") == []
            return
        monkeypatch.setattr("trust.limited.SECONDS", 1)
        with pytest.raises(Unreadable) as refused:
            read_limited("tests.greedy", word_.encode())
        assert str(refused.value).endswith(".")
