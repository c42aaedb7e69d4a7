PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# The live components' tools, which run on the node of a PyPI wheel.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix ui/live
TOOLS := ui/live/node_modules/.package-lock.json

.PHONY: app test check fast-test bench browser live clean

app: $(VENV)/.app
	$(BIN)/streamlit run app.py

# Tests keep to one thread each, so two at once; those in the browser measure delays and run alone.
test: $(VENV)/.dev browser check
	$(BIN)/python -m pytest -m "not e2e" -n 2 --dist loadscope
	$(BIN)/python -m pytest -m e2e

check: $(VENV)/.dev $(TOOLS)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NPM) run --silent check
	$(NPM) test --silent

# After a change in ui/live: its modules in order, and the bundles that ship made of them.
live: $(TOOLS)
	$(NPM) run --silent format
	$(NPM) run --silent bundle

# Library tests only: no browser, no long runs.
fast-test: $(VENV)/.dev
	$(BIN)/python -m pytest -m "not e2e and not slow" -n 2 --dist loadscope

# One step beside its peers; the others: python -m benchmarks.speed NAME.
bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks.speed toy

# The browser tests drive Debian's (or anyone's) Chromium; one is installed if none is there.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
	  || command -v google-chrome >/dev/null \
	  || { SUDO=$$(test "$$(id -u)" = 0 || echo sudo); \
	       $$SUDO apt-get update -q && $$SUDO apt-get install -y -q chromium; }

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@ $(VENV)/.app

$(TOOLS): ui/live/package.json ui/live/package-lock.json $(VENV)/.dev
	$(NPM) ci --silent --ignore-scripts
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache ui/live/node_modules
