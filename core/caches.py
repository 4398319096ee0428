"""The shared cache: a table of the database, or a cache server with that table in reserve.

What stands in it decides who may try to sign in, so a cache that is away must neither close the door nor open it.
"""

import functools
import logging
import time

from django.core.cache import caches
from django.core.cache.backends import db, redis
from django.db import router, transaction
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Away
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)
PATIENCE = 1.0  # seconds for an answer of the cache server
REST = 5.0  # seconds after a failure in which it is not asked again, so that nobody waits for it


class DatabaseCache(db.DatabaseCache):
    """Django's table, but a database that is busy is no key that is there already.

    allauth would take the one for the other and tell somebody who tries once that there were too many tries.
    """

    def add(self, *args, **kwargs):
        with transaction.atomic(using=router.db_for_write(self.cache_model_class)):
            return super().add(*args, **kwargs)


class _Server:
    """What all threads of this process know of the cache server."""

    asked_again_at = 0.0

    def is_resting(self) -> bool:
        return time.monotonic() < self.asked_again_at

    def failed(self, problem: RedisError) -> None:
        self.asked_again_at = time.monotonic() + REST
        log.warning("the cache server does not answer: %s", type(problem).__name__)


server = _Server()


class _Client(redis.RedisCacheClient):
    """One try and one second: a server that was started again is met by connections that are dead already."""

    def __init__(self, servers, **options):
        waits = {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE, "retry": Retry(NoBackoff(), 1)}
        super().__init__(servers, **waits | options)


def _asking(method):
    """Ask the server, and after a failure not at once again."""

    @functools.wraps(method)
    def ask(self, *args, **kwargs):
        if server.is_resting():
            return self.without(method.__name__, Away("resting"), *args, **kwargs)
        try:
            return method(self, *args, **kwargs)
        except RedisError as problem:
            server.failed(problem)
            return self.without(method.__name__, problem, *args, **kwargs)

    return ask


class PlainRedisCache(redis.RedisCache):
    """A failure is raised, at once while the server is known to be away: for what may only be kept in one place."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = _Client

    def without(self, name: str, problem: RedisError, *args, **kwargs):
        raise problem

    add = _asking(redis.RedisCache.add)
    get = _asking(redis.RedisCache.get)
    set = _asking(redis.RedisCache.set)
    touch = _asking(redis.RedisCache.touch)
    delete = _asking(redis.RedisCache.delete)
    get_many = _asking(redis.RedisCache.get_many)
    has_key = _asking(redis.RedisCache.has_key)
    incr = _asking(redis.RedisCache.incr)
    set_many = _asking(redis.RedisCache.set_many)
    delete_many = _asking(redis.RedisCache.delete_many)
    clear = _asking(redis.RedisCache.clear)


class RedisCache(PlainRedisCache):
    """While the server is away the table of the database stands in: tries at the door stay counted over processes."""

    def without(self, name: str, problem: RedisError, *args, **kwargs):
        return getattr(caches["reserve"], name)(*args, **kwargs)
