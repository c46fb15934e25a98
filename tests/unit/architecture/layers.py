"""Who may import whom. Both orders run from the ground up: a thing may import only what stands before it.

An app's modules stand in a list too. A module that stands in none must be given its place here, on purpose.
"""

# Rooms that every app may have.
COMMON = (
    "enums",
    "errors",
    "definition",
    "presets",
    "policies",
    "models",
    "workflow",
    "permissions",
    "capabilities",
    "queries",
    "cells",
    "presenters",
    "emails",
    "imports",  # reads and checks files; the action that loads stands above
    "actions",
    "founding",  # fills a new trust
    "reports",
    "handlers",
    "tasks",
    "forms",
    "deadlines",
    "shelf",
    "entries",
    "registrations",
    "templatetags",
    "views",
    "api",
    "admin",
    "urls",
    "urls_in_trust",
    "management",
    "apps",
)
# The ground floor also holds what all others stand on.
TRUST = (
    "enums",
    "errors",
    "ids",
    "words",
    "guides",
    "charts",
    "trends",
    "broker",
    "cache",
    "health",
    "logging",
    "zip_guard",
    "office_guard",
    "limited",
    "word_blocks",
    "sheet_cells",
    "file_types",
    "logos",
    "policies",
    "presets",
    "tenancy",
    "db",
    "history",
    "models",
    "lint",
    "permissions",
    "feed",
    "workflow",
    "actors",
    "documents",
    "scopes",
    "places",
    "doors",
    "passwords",
    "menu",
    "landings",
    "waiting",
    "deadlines",
    "reminding",
    "shelf",
    "ics",
    "search",
    "entries",
    "panels",
    "files",
    "jobs",
    "emails",
    "bell",
    "reports",
    "queries",
    "actions",
    "mail",
    "accounts",
    "handover",
    "reminder_mails",
    "posting",
    "scanner",
    "preparing",
    "forgetting",
    "handlers",
    "worker",
    "tasks",
    "forms",
    "example",
    "templatetags",
    "web",
    "views",
    "api",
    "urls",
    "urls_in_trust",
    "checks",
    "generated_docs",
    "management",
    "apps",
)


def _with(*inserted: tuple[str, str]) -> tuple[str, ...]:
    """The common rooms and an app's own, each put before the one named."""
    rooms = list(COMMON)
    for own, before in inserted:
        rooms.insert(rooms.index(before), own)
    return tuple(rooms)


ORDER = {
    "trust": TRUST,
    "academies": _with(("register_words", "policies"), ("notices", "presenters")),
    "improvement_cycle": _with(("document_pages", "queries"), ("visit_deadlines", "entries")),
}

# Words that name no room: they grow into everything.
NAMELESS = {
    "utils",
    "util",
    "common",
    "manager",
    "service",
    "services",
    "helper",
    "helpers",
    "misc",
    "base",
    "core",
    "lib",
}
NAMELESS_WITH_REASON = {
    "config/settings/base.py": "Django's own word for settings that others build on",
    "trust/db/base.py": "Django looks a database backend up under this name",
}

# Layer -> modules it may not import, and what it may not say.
FORBIDDEN_IMPORTS = {
    "enums": ("django.db.connection", "django.http"),
    "models": ("django.http", "django.shortcuts", "django.template"),
    "workflow": ("django.db", "django.http", "django.conf", "django.utils.timezone"),
    "policies": ("django.db", "django.http", "django.conf", "django.utils.timezone", "django.template"),
    "queries": ("django.http", "django.shortcuts", "django.template"),
    "actions": ("django.http", "django.shortcuts", "django.forms", "django.template"),
    "views": ("django.db",),
    "api": ("django.db.transaction", "django.db.connection", "django.db.connections"),
}
FORBIDDEN_IMPORTS_WITH_REASON = {
    "trust/api/problems.py": "an error's answer rolls the request's transaction back",
    "trust/views/door.py": "the readiness page asks the database itself",
}

# Where statements are built from pieces, because names cannot be parameters. Values always are.
BUILT_SQL = {
    "trust/db/": "the schema editor and the stamp: names of models, values from UUID objects",
    "academies/actions/": "bulk loads name columns of our own models and layouts",
}
