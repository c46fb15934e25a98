"""How often somebody may ask in a minute, counted in the trust's cache."""

from django.core.cache import caches

MINUTE = 60


def asks_too_often(what: str, most: int) -> bool:
    """Count one more; whether that is more than so many in the minute that is on."""
    cache, key = caches["trust"], f"asked:{what}"
    if cache.add(key, 1, MINUTE):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # the minute was over in between
        return False
