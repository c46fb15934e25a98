"""Long texts: what formats they may have, and what they say without them."""

import html
import re

import nh3

# The six formats of the editor: bold, italic, one heading, two kinds of lists, links.
TAGS = {"p", "br", "strong", "em", "h3", "ul", "ol", "li", "a"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"http", "https", "mailto"}
# What other editors write for the same thing.
SAME = ((re.compile(r"<(/?)b\b", re.IGNORECASE), r"<\1strong"), (re.compile(r"<(/?)i\b", re.IGNORECASE), r"<\1em"))
OTHER_HEADING = re.compile(r"<(/?)h[1-6]\b", re.IGNORECASE)
BLOCK_END = re.compile(r"</(?:p|h3|li)>|<br>")
TAG = re.compile(r"<[^>]+>")
EMPTY = re.compile(r"^(?:<p>(?:\s|&nbsp;|<br>)*</p>\s*)*$")


def clean_html(text: str) -> str:
    """Only the six formats are left; links lead to the web or to a mailbox. Nothing but empty lines is nothing."""
    for pattern, ours in SAME:
        text = pattern.sub(ours, text)
    text = OTHER_HEADING.sub(r"<\1h3", text)
    cleaned = nh3.clean(
        text,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        clean_content_tags={"script", "style", "title", "template", "noscript", "iframe", "svg", "math"},
        link_rel="noopener noreferrer",
    ).strip()
    return "" if EMPTY.match(cleaned) else cleaned


def plain_text(text: str) -> str:
    """The words of a cleaned text, a line for each paragraph and each point of a list."""
    lines = TAG.sub("", BLOCK_END.sub("\n", text)).split("\n")
    return "\n".join(line for each in lines if (line := " ".join(html.unescape(each).split())))


def count_words(text: str) -> int:
    """Words as a person would count them."""
    return len(plain_text(text).split())
