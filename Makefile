# Everything a person types. `make demo` and `make test` install what they need on their own.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
BROWSER := tool/browser
INTEROP := .venv-interop
LTIJS := tests/bench/ltijs
MOODLE := integrations/moodle
FRONT := $(shell find $(BROWSER)/src -type f 2>/dev/null) $(wildcard $(BROWSER)/*.html $(BROWSER)/*.ts $(BROWSER)/*.json)

.PHONY: help demo demo-check serve test check generate bench-launch bench-moodle words moodle-plugin lock build clean tools-python tools-node

help:                ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

demo: tools-python tools-node $(VENV)/.runtime build   ## sandbox LMS + Invigil on this machine; prints three links
	@$(BIN)/invigil demo

demo-check: $(VENV)/.dev build ## the same, driven by Chromium without a person; prints a timeline with latencies
	@$(BIN)/python tests/browser/demo_check.py

serve: $(VENV)/.runtime build  ## Invigil alone (web + media), for a real LMS
	@$(BIN)/invigil serve

test: tools-python tools-node $(VENV)/.dev $(INTEROP)/.stamp $(MOODLE)/amd_build/node_modules/.stamp build ## all tests: unit, contract, functional, interop, media, browser
	@cd $(BROWSER) && npm test
	@cd $(MOODLE)/amd_build && npm test
	@$(BIN)/python -m pytest

check: $(VENV)/.dev $(BROWSER)/node_modules/.stamp ## linters, types, import floors
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@cd $(BROWSER) && npm run --silent check

generate: $(VENV)/.dev ## the files that are made from the code: TypeScript, docs/incident-types.md, Moodle's tables
	@$(BIN)/python -m tool.generate

build: tool/web/static/.stamp  ## the browser pages

bench-launch: tools-node $(VENV)/.dev $(LTIJS)/node_modules/.stamp ## launches per second beside PyLTI1p3's and ltijs's, as ratios
	@$(BIN)/python -m tests.bench.bench_launch

bench-moodle: $(VENV)/.dev ## what the plugin costs a Moodle, as ratios; needs one (docs/acceptance-moodle.md)
	@$(BIN)/python -m tests.moodle.bench.bench_moodle

WORDS := tool/web/locales
words: $(VENV)/.dev  ## the sentences for examinees, from the code into the catalogues of other languages, to be translated
	@$(BIN)/pybabel -q extract -F $(WORDS)/extraction.ini --no-default-keywords -k told -k _ -k count:1,2 \
	  --add-location=file --sort-by-file -o $(VENV)/examinee.pot .
	@$(BIN)/pybabel -q update -i $(VENV)/examinee.pot -d $(WORDS) -D examinee -w 120 \
	  --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date

moodle-plugin: tools-node $(VENV)/.dev $(MOODLE)/amd_build/node_modules/.stamp ## the zips for Moodle, in dist/
	@cd $(MOODLE)/amd_build && npm run --silent build
	@$(BIN)/python -m integrations.moodle.pack

lock:                ## renew the Python lock files (needs uv)
	uv pip compile pyproject.toml --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements.lock
	uv pip compile pyproject.toml --extra dev -c requirements.lock --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements-dev.lock
	uv pip compile tests/interop/requirements.in --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q -o requirements-interop.lock

clean:               ## remove what was installed and built (not var/, which holds data)
	rm -rf $(VENV) $(INTEROP) $(BROWSER)/node_modules $(LTIJS)/node_modules $(MOODLE)/amd_build/node_modules tool/web/static

tools-python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is missing. To get it: apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo "Invigil needs Python 3.11; $(PYTHON) is another. To get it: apt-get install python3.11 python3.11-venv, or: make PYTHON=/path/to/python3.11 demo"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing. To get it: apt-get install python3-venv"; exit 1; }

tools-node:
	@command -v node >/dev/null || { echo "Node (18 or newer) is missing. To get it: apt-get install nodejs npm"; exit 1; }
	@command -v npm >/dev/null || { echo "npm is missing. To get it: apt-get install npm"; exit 1; }
	@node -e 'process.exit(+process.versions.node.split(".")[0] < 18 ? 1 : 0)' || { echo "Invigil needs Node 18 or newer; this is $$(node --version)."; exit 1; }

$(VENV)/bin/pip: | tools-python
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/pip
	@echo "Installing Python packages (once) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@$(BIN)/invigil doctor
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(INTEROP)/.stamp: requirements-interop.lock | tools-python
	@echo "Installing the LTI library of Open edX, for the interop tests, in an environment of its own (once) ..."
	@rm -rf $(INTEROP)
	@$(PYTHON) -m venv $(INTEROP)
	@$(INTEROP)/bin/pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements-interop.lock
	@touch $@

$(BROWSER)/node_modules/.stamp: $(BROWSER)/package-lock.json | tools-node
	@echo "Installing browser packages (once) ..."
	@cd $(BROWSER) && npm ci --silent --no-audit --no-fund
	@touch $@

$(LTIJS)/node_modules/.stamp: $(LTIJS)/package-lock.json | tools-node
	@echo "Installing ltijs, to measure beside it (once) ..."
	@cd $(LTIJS) && npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

$(MOODLE)/amd_build/node_modules/.stamp: $(MOODLE)/amd_build/package-lock.json | tools-node
	@echo "Installing what builds the Moodle plugin's browser modules (once) ..."
	@cd $(MOODLE)/amd_build && npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

tool/web/static/.stamp: $(BROWSER)/node_modules/.stamp $(FRONT)
	@cd $(BROWSER) && npm run --silent build
	@touch $@
