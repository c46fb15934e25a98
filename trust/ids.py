"""Identifiers that sort by time."""

import datetime as dt
import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds, then random bits. Python has its own from 3.14 on."""
    millis = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (millis & 0xFFFF_FFFF_FFFF) << 80 | random
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def first_of(moment: dt.datetime) -> uuid.UUID:
    """Smaller than every identifier made at this moment or later, greater than those made a millisecond before."""
    return uuid.UUID(int=int(moment.timestamp() * 1000) << 80)
