# The entry points. Each bootstraps what it needs; a fresh machine needs python3 with venv, git and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: help setup demo compose-demo test test-all test-containers test-servers test-databases chaos check audit bench format lock schemas clean

help:  ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-16s %s\n", $$1, $$2}'

setup: $(READY)  ## a virtual environment from the hash lock, with everything

# --no-deps: the lock is complete, and pip before 23.3 cannot resolve extras against hashes
# compileall: pip compiles what it installs, but not what an editable install points at; a quarter of the start-up of every command
$(READY): requirements/dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q tocsin services
	@touch $@

demo: $(READY)  ## a newsroom on this machine, live: articles, claims, incidents, alerts (DEMO_FLAGS=--once to stop when done)
	$(BIN)/tocsin demo $(DEMO_FLAGS)

compose-demo: $(READY)  ## the same in containers: deploy/compose.yaml with no edit, from a clean start to the last alert
	$(BIN)/python scripts/compose_demo.py

test: $(READY)  ## the fast suite, under three minutes, no container engine
	$(BIN)/pytest -q -n auto -m "not slow and not containers"

test-all: $(READY)  ## the slow tests as well
	$(BIN)/pytest -q -m "not containers"

test-containers: $(READY)  ## the image and the real servers in containers; says so where no engine answers
	$(BIN)/pytest -q -m containers tests/containers

test-servers: $(READY)  ## the messaging against other servers: SERVERS="dir dir", each with a redis-server or a valkey-server in it
	@for each in $(SERVERS); do echo "== $$each"; PATH="$$each:$$PATH" $(BIN)/pytest -q tests/integration/runtime || exit 1; done

test-databases: $(READY)  ## the same for versions of PostgreSQL: POSTGRES="dir dir", each with initdb and postgres in it or in its bin
	@for each in $(POSTGRES); do echo "== $$each"; TEST_POSTGRES="$$each" $(BIN)/pytest -q -k postgres tests/integration || exit 1; done

chaos: $(READY)  ## fifty seeded rounds of kills, outages and poison with real processes (ROUNDS=50 SEED=… to run one again)
	ROUNDS=$(or $(ROUNDS),50) SEED=$(strip $(or $(SEED),$(shell od -An -N2 -tu2 /dev/urandom))) $(BIN)/pytest -v tests/chaos

check: $(READY)  ## format, lint, types, import direction, schemas of what is deployed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/check_kubernetes.py deploy/kubernetes/overlays/*
	$(BIN)/python scripts/audit.py

audit: $(READY)  ## look the image's dependencies up in the database of advisories
	$(BIN)/python scripts/audit.py

bench: $(READY)  ## every benchmark; each prints its baseline in the same run
	@for each in benchmarks/*.py; do echo "== $$each"; $(BIN)/python $$each || exit 1; done

format: $(READY)  ## put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

schemas: $(READY)  ## write the JSON Schemas of the events
	$(BIN)/python scripts/write_schemas.py

lock: $(READY)  ## resolve the dependencies again and pin them with hashes
	scripts/lock

clean:  ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
