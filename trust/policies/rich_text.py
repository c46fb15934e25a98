"""Long texts: what formats they may have, and what they say without them."""

import html
import re

import nh3

from trust.policies.texts import straight

# The six formats of the editor: bold, italic, one heading, two kinds of lists, links.
TAGS = {"p", "br", "strong", "em", "h3", "ul", "ol", "li", "a"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto"}
# What other editors write for the same thing.
SAME = ((re.compile(r"<(/?)b\b", re.IGNORECASE), r"<\1strong"), (re.compile(r"<(/?)i\b", re.IGNORECASE), r"<\1em"))
OTHER_HEADING = re.compile(r"<(/?)h[1-6]\b", re.IGNORECASE)
BLOCK_END = re.compile(r"</(?:p|h3|li)>|<br>")
TAG = re.compile(r"<[^>]+>")
# Tags that stay open until they are closed: nothing that people write goes deeper, and parsers grow slow on it.
OPENS = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
CLOSE_THEMSELVES = {"p", "li", "br", "hr", "img", "td", "th", "tr", "dt", "dd", "col", "wbr", "input", "meta", "link"}
DEEPEST = 40
LIST_TAG = re.compile(r"<(/?)(ul|ol|li)>")
WEB_OR_MAIL = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
EMPTY = re.compile(r"^(?:<p>(?:\s|&nbsp;|<br>)*</p>\s*)*$")


def clean_html(text: str) -> str:
    """Only the six formats are left; links lead to the web or to a mailbox. Nothing but empty lines is nothing."""
    text = straight(text)
    if _is_too_deep(text):
        lines = straight(plain_text(text)).split("\n")
        return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines if line)
    for pattern, ours in SAME:
        text = pattern.sub(ours, text)
    text = OTHER_HEADING.sub(r"<\1h3", text)
    cleaned = nh3.clean(
        text,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=lambda _tag, _name, value: value if WEB_OR_MAIL.match(value.strip()) else None,
        url_schemes=SCHEMES,
        clean_content_tags={"script", "style", "title", "template", "noscript", "iframe", "svg", "math"},
        link_rel="noopener noreferrer",
    )
    # Once more: a letter may have come written as its number, such as &#1;.
    cleaned = straight(cleaned).strip()
    return "" if EMPTY.match(cleaned) else _without_stray_points(cleaned)


def _without_stray_points(cleaned: str) -> str:
    """Points that stand in no list become paragraphs: on paper a point without its list is a fault."""
    depth = 0

    def turned(tag: re.Match[str]) -> str:
        nonlocal depth
        if tag[2] in ("ul", "ol"):
            depth += -1 if tag[1] else 1
        return f"<{tag[1]}p>" if tag[2] == "li" and depth == 0 else tag[0]

    return LIST_TAG.sub(turned, cleaned)


def _is_too_deep(text: str) -> bool:
    depth = 0
    for closes, name in OPENS.findall(text):
        if name.lower() not in CLOSE_THEMSELVES:
            depth = max(0, depth + (-1 if closes else 1))
        if depth > DEEPEST:
            return True
    return False


def plain_text(text: str) -> str:
    """The words of a cleaned text, a line for each paragraph and each point of a list."""
    lines = TAG.sub("", BLOCK_END.sub("\n", text)).split("\n")
    return "\n".join(line for each in lines if (line := " ".join(html.unescape(each).split())))


def count_words(text: str) -> int:
    """Words as a person would count them."""
    return len(plain_text(text).split())
