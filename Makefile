# The two commands of the README, and what stands behind them. Needs Python 3.11+, make and a POSIX shell.
PYTHON ?= python3
BIN := .venv/bin
LOCK := pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate --quiet

.PHONY: run test install bench docs lock check pytest clean

run: .venv/.run
	@$(BIN)/polycart demo

test: check pytest

install: .venv/.run

check: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

# Neighbours stay in one process, where they share what is started for them, until the other one has nothing to do.
pytest: .venv/.test
	@sh tests/system-packages.sh
	$(BIN)/pytest -n 2 --dist worksteal

bench: .venv/.test
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@sh bench/system-packages.sh
	$(BIN)/python -m bench

# Writes anew what is generated from the code: the typed functions of the client, and docs/reference.
docs: .venv/.run
	$(BIN)/python -m polycart.tools.facade
	$(BIN)/python -m polycart.tools.reference

# Writes the lock files anew from pyproject.toml; the only target that chooses versions.
lock: .venv/.test
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv $(LOCK) --group build -o requirements.lock
	$(BIN)/uv $(LOCK) --group dev -o requirements-dev.lock
	$(BIN)/uv $(LOCK) --group bench -c requirements-dev.lock -o requirements-bench.lock

.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "polycart needs Python 3.11 or newer; set PYTHON=…" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/pip requirements.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test: .venv/.run requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf .venv build dist .pytest_cache .ruff_cache .hypothesis
