# Two commands matter: `make run` and `make test`. Both need Python 3.11+ and nothing else of the machine.

PORT ?= 8000
ARGS ?=
PYTHON ?= python3

UV := .tools/bin/uv
# Versions and hashes of what builds the package: uv refuses whatever does not match.
BUILT_WITH := --build-constraints requirements-build.lock
BIN := .venv/bin
COMPILE = $(BIN)/python -m compileall -q -j 0 game_rules server
WEB := $(BIN)/python server/tools/web_client.py
RULESETS := $(notdir $(patsubst %/,%,$(wildcard game_rules/rulesets/*/)))
TOGETHER := $(if $(filter output-sync,$(.FEATURES)),--jobs=2 --output-sync)
SIDE_BY_SIDE := --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder
CHECKS := check-format check-style check-types check-imports check-generated check-locks \
          check-client-format check-client-style check-client-types

# Only interpreters that are here already, never a downloaded one.
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
# Compiled once here, not at every start where Python may not write beside its sources.
export UV_COMPILE_BYTECODE := 1

run: .venv/.editable ## set up and start the server (PORT=8000, ARGS="--host 127.0.0.1 ...")
	@$(WEB) fresh || $(MAKE) --no-print-directory install
	@exec $(BIN)/airace serve --port $(PORT) $(ARGS)

test: .venv/.test web_client/node_modules/.stamp ## set up and pass every check and every test
	@status=0; \
	$(MAKE) --no-print-directory lint || status=1; \
	$(MAKE) --no-print-directory test-client || status=1; \
	$(MAKE) --no-print-directory test-python || status=1; \
	exit $$status

test test-client test-python screenshots bench-client lint format messages $(CHECKS) types: export AIRACE_NODE = wheel

test-client: web_client/node_modules/.stamp ## the web client's unit tests
	$(WEB) node node_modules/vitest/vitest.mjs run

test-python: web_client/node_modules/.stamp ## everything pytest runs, browser tests last (PYTEST_ARGS="-k name")
	@$(WEB) build
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(PYTEST_ARGS)

screenshots: web_client/node_modules/.stamp ## pictures of every screen in four variants, in build/screenshots
	@$(WEB) build
	@PYTHONPATH=tests:server $(BIN)/python tests/browser/screenshots.py $(ARGS)

lint: .venv/.test web_client/node_modules/.stamp ## formatting, types, import rules, generated files and locks
	@$(MAKE) --no-print-directory --keep-going $(TOGETHER) $(CHECKS)

check-format:
	@$(BIN)/ruff format --check .

check-style:
	@$(BIN)/ruff check .

check-types:
	@$(BIN)/mypy

check-imports:
	@$(BIN)/lint-imports --no-logo

check-generated:
	@$(BIN)/python server/tools/gen_client_types.py --check

check-locks:
	@$(BIN)/python server/tools/locks.py --check

check-client-format:
	@$(WEB) node node_modules/prettier/bin/prettier.cjs --check --log-level warn .

messages:
	@$(WEB) messages

check-client-style: messages
	@$(WEB) node node_modules/eslint/bin/eslint.js --max-warnings 0 .

check-client-types: messages
	@$(WEB) node node_modules/svelte-check/bin/svelte-check --tsconfig ./tsconfig.json --fail-on-warnings --output human

format: .venv/.test web_client/node_modules/.stamp ## rewrite all files in the house format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(WEB) node node_modules/prettier/bin/prettier.cjs --write --log-level warn .

types: .venv/.test web_client/node_modules/.stamp ## generate web_client/src/generated from the server's messages
	$(BIN)/python server/tools/gen_client_types.py

lock: .venv/.test ## write the requirements locks anew from pyproject.toml
	$(BIN)/python server/tools/locks.py

prove-balance: .venv/.editable ## the whole balance report of every ruleset that ships, in build/balance (ARGS="--games 40000")
	@mkdir -p build/balance
	@set -e; for ruleset in $(RULESETS); do \
	  echo "$$ruleset ..." >&2; \
	  $(BIN)/airace balance $$ruleset $(ARGS) --json --html build/balance/$$ruleset.html \
	    --resume build/balance/$$ruleset.jsonl > build/balance/$$ruleset.json; \
	  $(BIN)/python -c 'import json, sys; print(*json.load(sys.stdin)["warnings"], sep="\n")' < build/balance/$$ruleset.json; \
	done

bench: .venv/.editable ## the project's own benchmarks (ARGS="--json")
	@$(BIN)/airace bench $(ARGS)

bench-client: web_client/node_modules/.stamp ## what the pages cost a school laptop, in Chromium (ARGS="--slower 4")
	@$(WEB) build
	@PYTHONPATH=tests:server:benchmarks $(BIN)/python benchmarks/client.py $(ARGS)

# The build hook builds the web client too, and brings Node.js along where the machine has none.
install: .venv/.run
	@echo "Building airace and its web client; the first time takes a minute ..." >&2
	@$(UV) pip install --quiet --no-deps $(BUILT_WITH) --editable .
	@$(COMPILE)
	@touch .venv/.editable

.venv/.editable: .venv/.run pyproject.toml hatch_build.py requirements-build.lock
	@$(MAKE) --no-print-directory install

.venv/.run: requirements.lock $(UV)
	@$(UV) venv --quiet --allow-existing --python "$$(command -v $(PYTHON))" .venv
	@$(UV) pip install --quiet --require-hashes -r requirements.lock
	@touch $@

.venv/.test: requirements-test.lock requirements-build.lock pyproject.toml hatch_build.py $(UV)
	@echo "Setting up the test environment; the first time takes a minute ..." >&2
	@$(UV) venv --quiet --allow-existing --python "$$(command -v $(PYTHON))" .venv
	@$(UV) pip install --quiet --require-hashes -r requirements-test.lock
	@AIRACE_SKIP_CLIENT=1 $(UV) pip install --quiet --no-deps $(BUILT_WITH) --editable .
	@$(COMPILE)
	@touch $@

web_client/node_modules/.stamp: .venv/.test web_client/package.json web_client/package-lock.json web_client/.npmrc
	@AIRACE_NODE=wheel $(WEB) modules
	@touch $@

$(UV): requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit("airace needs Python 3.11 or newer; set PYTHON=/path/to/it" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
	  --upgrade --target .tools --require-hashes -r requirements-uv.lock
	@touch $@

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: run test test-client test-python screenshots lint format types lock bench bench-client prove-balance install messages help $(CHECKS)
.DEFAULT_GOAL := help
