"""Whether the broker answers. Nothing waits for it: it only rings the bell."""

import redis
from django.conf import settings


def answers() -> bool:
    """A short ping."""
    client = redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
