"""The cache of the house: Redis, and while Redis is away, the memory of this process.

Sign-in limits and throttles count in the cache. Without Redis, refusing everybody would turn a small fault into a
closed house, and letting everybody through would open the door to guessing. So each process counts by itself for as
long: with N processes a limit is at most N times as generous, and never gone.
"""

import time
from collections.abc import Callable
from typing import Any, ClassVar

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

# Few would let a guesser push the counter of one account out with tries at others.
MOST = 100_000
log = structlog.get_logger(__name__)


class PatientRedisCache(RedisCache):
    """Django's, which never raises because Redis is away."""

    # With Redis away, not every request waits to learn that again. Shared by the threads, which each have a cache.
    PATIENCE: ClassVar[float] = 10.0
    _silent_until: ClassVar[float] = 0.0

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._spare = LocMemCache("while Redis is away", {**params, "OPTIONS": {"MAX_ENTRIES": MOST}})

    def _ask(self, redis: Callable[..., Any], spare: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() >= PatientRedisCache._silent_until:
            try:
                return redis(*args, **kwargs)
            except (RedisError, OSError) as error:
                PatientRedisCache._silent_until = time.monotonic() + self.PATIENCE
                log.warning("cache without Redis", reason=type(error).__name__)
        return spare(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask(super().add, self._spare.add, *args, **kwargs))

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask(super().get, self._spare.get, *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._ask(super().set, self._spare.set, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask(super().touch, self._spare.touch, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask(super().delete, self._spare.delete, *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask(super().get_many, self._spare.get_many, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._ask(super().has_key, self._spare.has_key, *args, **kwargs))

    def incr(self, *args: Any, **kwargs: Any) -> int:
        return int(self._ask(super().incr, self._spare.incr, *args, **kwargs))

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask(super().set_many, self._spare.set_many, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._ask(super().delete_many, self._spare.delete_many, *args, **kwargs)

    def clear(self) -> Any:
        return self._ask(super().clear, self._spare.clear)
