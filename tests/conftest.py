"""What holds for every test: nothing is judged by how long it takes."""

from hypothesis import HealthCheck, settings

# The first text that is drawn in a fresh clone builds a table of Unicode; on a busy machine that takes seconds.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
