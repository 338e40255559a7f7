"""Who is alive."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, update

from polycart.gateway import presence as module
from polycart.gateway.tables import processes

if TYPE_CHECKING:
    from conftest import Installation


def beat(installation: Installation, token: str, age: float = 0.0) -> str:
    with installation.database.engine.begin() as connection:
        connection.execute(insert(processes).values(token=token, beat=time.time() - age))
    return token


def test_a_process_is_there_from_its_first_sign_until_it_closes(installation: Installation) -> None:
    other = installation.another()
    other.database.presence.attend()
    token = other.database.presence.token
    assert not installation.database.presence.gone(token)
    other.database.presence.close()
    assert installation.database.presence.gone(token)
    assert not other.database.presence.gone(token)


@pytest.mark.parametrize("token", ["", "nonsense", "a|b", "a|1|2|3"])
def test_one_that_never_gave_a_sign_is_gone(installation: Installation, token: str) -> None:
    assert installation.database.presence.gone(token)


def test_one_on_another_machine_is_gone_when_its_lease_is_over(installation: Installation) -> None:
    gone = installation.database.presence.gone
    silent = beat(installation, "elsewhere|1|2|4", module.LEASE + 5)
    assert not gone(silent), "who has just come can't tell whether the database was away"
    watched_for(installation, module.LEASE)
    assert gone(silent)
    assert not gone(beat(installation, "elsewhere|1|2|3", module.LEASE - 5))


def test_nobody_is_gone_for_what_could_not_be_said_while_the_database_was_away(installation: Installation) -> None:
    presence = installation.database.presence
    presence.attend()
    watched_for(installation, module.LEASE)
    silent = beat(installation, "elsewhere|1|2|4", module.LEASE + 5)
    assert presence.gone(silent)
    presence._said -= module.LEASE  # it hung, or was away
    presence._say()
    assert not presence.gone(silent)
    watched_for(installation, module.LEASE)
    assert presence.gone(silent)


def watched_for(installation: Installation, seconds: float) -> None:
    """Let this process have beaten for so long without a gap."""
    presence = installation.database.presence
    presence.attend()
    assert presence._steady is not None
    presence._steady -= seconds


@pytest.mark.skipif(sys.platform != "linux", reason="only there does the system tell when a process started")
def test_one_on_this_machine_is_gone_when_the_system_says_so(installation: Installation) -> None:
    mine = installation.database.presence.token.split("|")
    gone = installation.database.presence.gone
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    started = module._started(child.pid)
    token = beat(installation, f"{mine[0]}|{child.pid}|{started}|x", module.LEASE + 100)
    assert not gone(token), "a process that sleeps for long is not gone"
    child.kill()
    while Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
        time.sleep(0.005)
    assert gone(token), "a zombie is gone"
    child.communicate()
    assert gone(token)
    # Another process has got the number since.
    assert gone(beat(installation, f"{mine[0]}|{os.getpid()}|1|y"))


def test_the_beat_goes_on(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEASE", 0.06)
    installation.database.presence.attend()
    with installation.database.engine.begin() as connection:
        connection.execute(update(processes).values(beat=time.time() - 1000))
    time.sleep(0.15)
    with installation.database.engine.begin() as connection:
        assert connection.execute(select(processes.c.beat)).scalar_one() > time.time() - 10
