"""What the ground floor puts into the navigation. Called once at start."""

from trust.feed import declare
from trust.menu import MenuEntry, register
from trust.permissions import Permission

ENTRIES = (
    MenuEntry("What happened", "trust:activity", Permission.TRUST_ENTER, 85),
    MenuEntry("Calendar", "trust:calendar", Permission.TRUST_ENTER, 70),
    MenuEntry("Reports", "trust:reports", Permission.TRUST_ENTER, 80),
    MenuEntry("Settings", "trust:settings", Permission.PEOPLE_READ, 90, covers="settings"),
    MenuEntry(
        "People",
        "trust:people",
        Permission.PEOPLE_READ,
        10,
        "settings",
        hint="Who has access, as what and until when; invitations.",
    ),
    MenuEntry(
        "School years",
        "trust:years",
        Permission.PEOPLE_READ,
        20,
        "settings",
        hint="Years and terms: reminders and reviews go by them.",
    ),
    MenuEntry(
        "Reminders",
        "trust:reminders",
        Permission.REMINDER_MANAGE,
        25,
        "settings",
        hint="What goes out by mail next week, what went out, and days on which it rests.",
    ),
    MenuEntry(
        "Who sees what",
        "trust:settings_policies",
        Permission.SETTINGS_MANAGE,
        40,
        "settings",
        hint="Whether heads see the whole matrix, and other choices of the trust.",
    ),
    MenuEntry(
        "Self-evaluations",
        "trust:settings_documents",
        Permission.SETTINGS_MANAGE,
        45,
        "settings",
        hint="Who approves them, whether each area needs a grade, and which numbers are small.",
    ),
    MenuEntry(
        "Delegates",
        "trust:delegates",
        Permission.PEOPLE_READ,
        15,
        "settings",
        hint="Who approves in whose name, and until when.",
    ),
    MenuEntry(
        "Identity and contact",
        "trust:settings_identity",
        Permission.SETTINGS_MANAGE,
        50,
        "settings",
        hint="Name, numbers, whom to ask, how to complain.",
    ),
    MenuEntry(
        "Words on the screen",
        "trust:settings_words",
        Permission.SETTINGS_MANAGE,
        60,
        "settings",
        hint="Your own words where ours are not the ones you use.",
    ),
    MenuEntry(
        "Brand colour",
        "trust:settings_colour",
        Permission.SETTINGS_MANAGE,
        70,
        "settings",
        hint="For buttons and links.",
    ),
    MenuEntry(
        "Logo",
        "trust:settings_logo",
        Permission.SETTINGS_MANAGE,
        75,
        "settings",
        hint="At the top of every page, and on reports in PDF and Word.",
    ),
    MenuEntry(
        "Access tokens",
        "trust:tokens",
        Permission.PEOPLE_READ,
        80,
        "settings",
        hint="Let your own programs read through the REST interface.",
    ),
)


def register_entries() -> None:
    """Make them known."""
    for entry in ENTRIES:
        register(entry)
    declare(Permission.PEOPLE_READ, "person", "invitation", "delegation")
    declare(Permission.PEOPLE_MANAGE, "token")
    declare(Permission.SETTINGS_MANAGE, "settings", "trust")
    declare(Permission.REMINDER_MANAGE, "reminder_pause", "refused_address")
    declare(Permission.TRUST_ENTER, "school_year")
