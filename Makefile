PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: app test check fast-test docs bench browser clean

app: $(VENV)/.app
	$(BIN)/streamlit run app.py

# Tests keep to one thread each, so two at once, but for those that measure delays in the browser.
test: $(VENV)/.dev browser check
	$(BIN)/python -m pytest -m "not e2e" -n 2 --dist worksteal
	$(BIN)/python -m pytest tests/e2e -m "not alone" -n 2 --dist worksteal
	$(BIN)/python -m pytest tests/e2e -m alone

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Library tests only: no browser, no long runs.
fast-test: $(VENV)/.dev
	$(BIN)/python -m pytest -m "not e2e and not slow" -n 2 --dist worksteal

# Tables of the documents, and the pictures that need no training, from what is in the repository.
docs: $(VENV)/.dev
	$(BIN)/python -m benchmarks.documents --pictures

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

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
