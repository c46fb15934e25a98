"""Keys of the tenant cache: no trust, no key."""

from trust.tenancy.context import current_trust_id


def key_with_trust(key: str, key_prefix: str, version: int) -> str:
    """KEY_FUNCTION of caches["trust"]; raises NoTrust without an open trust."""
    return f"{key_prefix}:t:{current_trust_id()}:{version}:{key}"
