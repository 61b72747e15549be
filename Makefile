# The commands people type. Each sets up what it needs; PYTHON=python3.12 chooses another Python.

PYTHON ?= python3
BIN := .venv/bin
export NO_MKDOCS_2_WARNING = 1

.DEFAULT_GOAL := help
.PHONY: help tour test mutants bench docs serve test-docs clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 16

tour: .venv/ready ## place one order in every step's shop, and see what each keeps
	@$(BIN)/python -m kata tour

test: .venv/ready ## run every spec and check
	@mkdir -p .specs
	$(BIN)/python -m pytest --cucumberjson=.specs/all.json
	$(BIN)/python -m mypy
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check

mutants: .venv/ready ## change the steps in one place after another, list what no spec notices (STEP=1: of that step; slow)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev,mutants]"
	$(BIN)/python -m features.mutants $(STEP)

bench: .venv/bench ## measure what each step costs, in about half an hour (QUICK=1: in two minutes)
	@$(BIN)/python -m kata bench $(if $(QUICK),--quick)

docs: .venv/docs ## build the docs site, with the results of a run of the specs
	@mkdir -p .specs
	$(BIN)/python -m pytest -q --cucumberjson=.specs/steps.json features/step* || test $$? -eq 1  # a spec that fails is shown as such
	$(BIN)/python -m kata.docs.vendor
	$(BIN)/python -m kata.docs.bundle
	$(BIN)/mkdocs build --strict
	$(BIN)/python -m kata.docs.offline site

serve: docs ## show the docs site on localhost:8000 while you write
	$(BIN)/mkdocs serve --watch steps --watch features

test-docs: docs ## check the docs site, in a real browser where there is one
	$(BIN)/python -m pytest -q -rs features/docs

clean: ## remove the virtual environment and what the tools left
	rm -rf .venv .bench .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info .specs docs/vendor node_modules site

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("The kata needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ". Name a newer one: make PYTHON=python3.12 ...")'
	@echo "Setting up .venv (once; this takes a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $@

.venv/docs: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev,docs]"
	@touch $@

.venv/bench: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev,bench]"
	@touch $@
