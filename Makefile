# The commands people type. Each sets up what it needs; PYTHON=python3.12 chooses another Python.

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help tour test bench clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 16

tour: .venv/ready ## place one order in every step's shop, and see what each keeps
	@$(BIN)/python -m kata tour

test: .venv/ready ## run every spec and check
	$(BIN)/python -m pytest
	$(BIN)/python -m mypy
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check

bench: .venv/bench ## measure what each step costs, in about half an hour (QUICK=1: in two minutes)
	@$(BIN)/python -m kata bench $(if $(QUICK),--quick)

clean: ## remove the virtual environment and what the tools left
	rm -rf .venv .bench .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("The kata needs Python 3.11 or newer, and $(PYTHON) is " + sys.version.split()[0] + ". Name a newer one: make PYTHON=python3.12 ...")'
	@echo "Setting up .venv (once; this takes a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $@

.venv/bench: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev,bench]"
	@touch $@
