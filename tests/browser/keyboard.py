"""A person who uses nothing but the keyboard."""

from playwright.sync_api import Locator, Page

FAR = 80


def tab_to(page: Page, target: Locator, most: int = FAR) -> int:
    """Press Tab until the target has the focus; says how often. Fails when it cannot be reached."""
    for count in range(most):
        if has_focus(target):
            return count
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached with {most} tabs: {target}")


def has_focus(target: Locator) -> bool:
    """Whether the keyboard speaks to it now."""
    return target.count() == 1 and bool(target.evaluate("e => e === document.activeElement"))


def focused(page: Page) -> str:
    """The id of what has the focus."""
    return str(page.evaluate("() => document.activeElement && document.activeElement.id"))


def follow(page: Page, target: Locator) -> None:
    """Go to a link or button and press Enter; the next page is there afterwards."""
    tab_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, target: Locator) -> None:
    """Take this radio or box: tab into its group, then arrows to it, or space."""
    name, kind = target.get_attribute("name"), target.get_attribute("type")
    if kind == "checkbox":
        tab_to(page, target)
        page.keyboard.press("Space")
        return
    for _ in range(FAR):
        if page.evaluate("name => document.activeElement && document.activeElement.name === name", name):
            break
        page.keyboard.press("Tab")
    for _ in range(12):
        if has_focus(target):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert target.is_checked()
