"""Open files, of which each connection is one: as many as a process that polls thousands of shops needs."""

from __future__ import annotations

import logging
import resource

log = logging.getLogger("polycart.jobs")

WANTED = 65_536
"""Shops that are polled at once, connections kept for a few seconds after that, endpoints, and callers."""

ENOUGH = 4096


def allow_many() -> int:
    """Raise this process's limit of open files, as far as the system lets it; gives what it is then.

    Many systems begin with 1024 for the sake of programs that use select(), and let a process have far more.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    if soft != resource.RLIM_INFINITY and soft < ENOUGH:
        log.warning("the system lets this process open %d files; for more than some hundred shops allow it more", soft)
    return soft
