# Every command of the project; `make help` lists them.
# `chat`, `test`, `lint` and `bench` first build the environment in .venv if it is missing or out of date.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help chat test soak lint bench bench-peers install clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-11s %s\n", $$1, $$2 }'

chat: $(VENV)/.ready ## talk to the bot in this terminal
	@$(BIN)/chat-rec chat

# The soak mostly waits for its traffic, so it runs beside the other tests; what it prints comes after theirs.
SOAK_REPORT := $(VENV)/soak.txt

test: lint $(VENV)/node/.installed ## all checks: style, types, architecture, tests
	@$(BIN)/python -m pytest -m soak >$(SOAK_REPORT) 2>&1 & soak=$$!; \
		$(BIN)/python -m pytest -m "not soak"; tests=$$?; \
		wait $$soak; soaked=$$?; cat $(SOAK_REPORT); exit $$((tests + soaked))

soak: $(VENV)/.ready ## one hour of traffic with faults; CHATREC_SOAK_SECONDS sets another time
	@CHATREC_SOAK_SECONDS=$${CHATREC_SOAK_SECONDS:-3600} $(BIN)/python -m pytest -m soak -s

lint: $(VENV)/.ready ## the fast checks only: style, types, architecture
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.ready ## measure, print, and write docs/BENCHMARKS.md
	@$(BIN)/python -m tests.bench

PEERS := implicit cornac lightfm surprise recbole obp

bench-peers: $(PEERS:%=$(VENV)/peers/%/.installed) ## fit other recommenders on the same splits, each in its environment
	@$(BIN)/python -m tests.bench.peers

install: $(VENV)/.ready $(VENV)/node/.installed ## build the environment only

clean: ## remove the environment and all caches (not your data in var/)
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The versions in constraints.txt are installed, or pip stops. A stamp is touched only after everything before it worked.
$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "1/3  Making the environment in $(VENV)/ (the first time takes a few minutes; 2 GB)"
	@$(PYTHON) -m venv $(VENV) || { echo "No venv module: on Debian, apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	@echo "2/3  Installing the packages (pip is quiet while it works)"
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --build-constraint constraints.txt \
		--editable . --group dev
	@touch $@

# A peer's own environment, of exactly the versions that its file lists: RecBole asks for Ray, which is not needed.
# Torch alone is asked what else it needs, for that differs from machine to machine.
$(VENV)/peers/%/.installed: tests/bench/peers/%.txt | $(VENV)/.installed
	@echo "Making the environment of $*"
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement $<
	@if grep -q '^torch==' $<; then $(@D)/bin/python -m pip install --quiet --disable-pip-version-check \
		--constraint $< torch; fi
	@touch $@

# Somebody else's Slack to test against; without Node.js those tests are skipped.
$(VENV)/node/.installed: tests/platforms/package.json | $(VENV)/.installed
	@mkdir -p $(VENV)/node && cp $< $(VENV)/node/
	@if command -v npm >/dev/null; then \
		npm install --prefix $(VENV)/node --no-audit --no-fund --no-package-lock --loglevel=error && touch $@; \
	else echo "No npm: tests against somebody else's Slack are skipped (on Debian, apt-get install npm)"; fi

$(VENV)/.ready: $(VENV)/.installed recommender/export.py $(wildcard recommender/data/*)
	@echo "3/3  Preparing the encoder and the demo store (about a minute)"
	@$(BIN)/chat-rec setup
	@touch $@
