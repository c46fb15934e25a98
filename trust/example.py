"""The example installation: what its invented people sign in with. Checked to be nowhere but at home (trust.checks)."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

# Shown to everybody who opens the example; it opens nothing else.
PASSWORD = "example only words"  # noqa: S105 - no secret
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - no secret


def current_code() -> str:
    """The six figures that an authenticator app would show now."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(TOTP_SECRET, counters[len(counters) // 2]))
