# Bygd. `make help` lists the targets; every target installs what it needs first.
SHELL := bash
.DEFAULT_GOAL := help
# What Python has compiled is kept, also where it is told to write no .pyc: else each of hundreds of starts does it again.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help install install-dev app compile demo test test-fast test-slow check format lint types coverage docs lock release clean

BIN := .venv/bin
CORE := .venv/.installed-core
RUN := .venv/.installed
DEVELOP := .venv/.installed-dev
ARGS ?=
# Two processes; the one that is done first takes tests from the other.
PYTEST := $(BIN)/pytest -n 2 --dist worksteal

help:  ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-11s %s\n", $$1, $$2}'

install: $(RUN)  ## make .venv with what running needs, requirements.lock (PYTHON=... picks the interpreter)
	@echo ".venv is ready"

install-dev: $(DEVELOP)  ## what tests, documents and clusters need besides, requirements-dev.lock
	@echo ".venv is ready to develop"

$(RUN): requirements.lock requirements-installer.lock pyproject.toml
	@tools/install.sh requirements.lock
	@touch $(CORE) $@

# All but what the page alone needs.
$(CORE): requirements.lock requirements-installer.lock pyproject.toml
	@tools/install.sh requirements.lock solara-assets
	@touch $@

# Holds all of the other lock, in the same versions.
$(DEVELOP): requirements-dev.lock requirements-installer.lock pyproject.toml
	@tools/install.sh requirements-dev.lock
	@touch $(CORE) $(RUN) $@

demo: $(CORE)  ## compare measures in Sel: table and report in outputs/demo (ARGS="replicates=20 out=elsewhere")
	$(BIN)/python -m experiments.demo $(ARGS)

app: $(RUN)  ## open the page: compare measures, watch a run, look at rules (ARGS="--port 8801")
	$(BIN)/python -m experiments.app $(ARGS)

compile: $(DEVELOP)  ## compile the model, also with recording agents, if it is not in the cache
	$(BIN)/python -m tests.support.compiling

# Without ARGS each test runs once: those that need no compiler without it. 95 % of sim and of bygd must be covered.
test: $(DEVELOP)  ## all tests (ARGS="-k name": some)
ifeq ($(ARGS),)
	@$(MAKE) --no-print-directory coverage
	$(PYTEST) -m "compiled or slow" --durations=15 --cov=bygd --cov-branch --cov-append --cov-report=
	$(BIN)/coverage report --include="bygd/*" --show-missing --skip-covered --fail-under=95
else
	$(PYTEST) $(ARGS)
endif

test-fast: $(DEVELOP)  ## a minute: quick tests, of several cases the first; no reports
	NUMBA_DISABLE_JIT=1 $(PYTEST) --first-cases --ignore=tests/report -m "not compiled and not slow" $(ARGS)

test-slow: $(DEVELOP)  ## slow tests only
	$(PYTEST) -m slow $(ARGS)

check: lint types test  ## everything that must be green before a commit

format: $(DEVELOP)  ## format the code and apply safe fixes
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

lint: $(DEVELOP)  ## formatting and lint, without changing anything
	$(BIN)/ruff format --check
	$(BIN)/ruff check

types: $(DEVELOP)  ## static types
	$(BIN)/mypy sim bygd experiments

# Lines of compiled rules are seen with the compiler switched off; tests of study folders need it, and count for bygd.
coverage: $(DEVELOP)  ## branch coverage of sim, without the compiler: at least 95 %
	NUMBA_DISABLE_JIT=1 $(PYTEST) -m "not compiled and not slow" --cov=sim --cov=bygd --cov-branch --cov-report= $(ARGS)
	$(BIN)/coverage report --include="sim/*" --show-missing --skip-covered --fail-under=95

docs: $(DEVELOP)  ## build the documentation site in site/ (open site/index.html; no server needed)
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict $(ARGS)

# Compiled for the oldest supported Python, for every platform, without any address in it. Both are one choice of versions.
COMPILE = UV_PYTHON_DOWNLOADS=never $(BIN)/uv pip compile -q --universal --python-version 3.12 --generate-hashes \
  --no-emit-index-url --custom-compile-command "make lock"
lock: $(DEVELOP)  ## refresh the three locks from pyproject.toml (ARGS=--upgrade for newer versions)
	$(COMPILE) --all-extras pyproject.toml -o requirements-dev.lock $(ARGS)
	$(COMPILE) --extra app pyproject.toml -c requirements-dev.lock -o requirements.lock
	$(COMPILE) --group installer -c requirements-dev.lock -o requirements-installer.lock $(ARGS)
	@! grep -nE '://|--index-url|--find-links' requirements*.lock

release: $(DEVELOP)  ## build wheel and source archive into dist/, try the wheel from an empty folder (docs/release.md)
	tools/release.sh $(ARGS)

clean:  ## remove .venv, caches and build leftovers (never outputs/)
	rm -rf .venv .venv-cluster .venv-tools build dist site *.egg-info .coverage .coverage.* .pytest_cache .hypothesis .mypy_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
