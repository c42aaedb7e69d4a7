PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# lock: what requirements.lock pins, with hashes. txt: what fits, such as a torch that is there.
PINS ?= lock
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# The live components' tools, which run on the node of a PyPI wheel.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix ui/live
TOOLS := ui/live/node_modules/.package-lock.json

.PHONY: app classroom test long-test check kernels fast-test docs api bench soak audit browser live \
  texts wheel lock space clean

app: $(VENV)/.app
	$(BIN)/streamlit run app.py

# For a class on the local network; OPTIONS="--server.port 8600" and the like are passed on.
classroom: $(VENV)/.app
	$(BIN)/python -m ui.launch --classroom $(OPTIONS)

# Tests keep to one thread each, so two at once, but for those that measure delays in the browser.
# About a quarter of an hour on two cores; what `long` marks is left out, and is checked shorter by others.
PYTEST := $(BIN)/python -m pytest
test: $(VENV)/.dev browser
	$(MAKE) -j2 check kernels
	$(PYTEST) -m "not e2e and not long" -n 2 --dist worksteal
	$(PYTEST) tests/e2e -m "not alone and not long" -n 2 --dist worksteal
	$(PYTEST) tests/e2e -m "alone and not long"

# The same with the long ones: every model's card measured anew, every page in every language.
long-test: $(VENV)/.dev browser
	$(MAKE) -j2 check kernels
	$(PYTEST) -m "not e2e" -n 2 --dist worksteal
	$(PYTEST) tests/e2e -m "not alone" -n 2 --dist worksteal
	$(PYTEST) tests/e2e -m alone

# What runs compile once on a machine: otherwise each process that tests start would begin with it.
kernels: $(VENV)/.app
	$(BIN)/python -c "from gan_core.training.toy import preparation as p; p.prepare_kernels()"

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

# After a change of a text on screen: the catalogues in ui/locale, where new texts wait for their
# translation, and what the app reads of them.
texts: $(VENV)/.dev
	$(BIN)/python -m ui.locale

# Library tests only: no browser, no training processes, no long runs.
fast-test: $(VENV)/.dev
	$(PYTEST) -m "not e2e and not slow and not crew and not long" -n 2 --dist worksteal

# Tables of the documents, and the pictures that need no training, from what is in the repository.
docs: $(VENV)/.dev
	$(BIN)/python -m benchmarks.documents --pictures

# A page for each module of docs/api/README.md, from its docstrings, in dist/api.
api: $(VENV)/.dev
	$(BIN)/python -m benchmarks.api

# One step beside its peers; the others: python -m benchmarks.speed NAME.
bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks.speed toy

# Kills, damages, hostile files and odd requests, an hour of them; figures in docs/reliability.md.
soak: $(VENV)/.dev
	$(BIN)/python -m benchmarks.soak --keep

# Known faults of what requirements.lock pins; needs the network.
audit: $(VENV)/.dev
	$(PIP_INSTALL) pip-audit
	$(BIN)/pip-audit -r requirements.lock --require-hashes --disable-pip

# The browser tests drive Debian's (or anyone's) Chromium, one of them through nginx; what is not
# there is installed.
APT_INSTALL := { SUDO=$$(test "$$(id -u)" = 0 || echo sudo); \
  $$SUDO apt-get update -q && $$SUDO apt-get install -y -q
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
	  || command -v google-chrome >/dev/null || $(APT_INSTALL) chromium; }
	@PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null || $(APT_INSTALL) nginx-light; }

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: requirements.$(PINS) | $(VENV)/bin/python
	$(PIP_INSTALL) -r requirements.$(PINS)
	touch $@

$(VENV)/.dev: requirements-dev.$(PINS) | $(VENV)/bin/python
	$(PIP_INSTALL) -r requirements-dev.$(PINS)
	touch $@ $(VENV)/.app

$(TOOLS): ui/live/package.json ui/live/package-lock.json $(VENV)/.dev
	$(NPM) ci --silent --ignore-scripts
	touch $@

# What pyproject.toml declares, pinned for Python 3.11 to 3.13 and every system. Pins that still fit
# stay; `make lock UPGRADE=--upgrade` takes the newest.
LOCK := pip compile pyproject.toml --quiet --universal --python-version 3.11 \
  --fork-strategy fewest --generate-hashes --no-annotate --no-emit-index-url \
  --custom-compile-command "make lock" $(UPGRADE)

PROJECT := import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]
WRITTEN := "\# Written by `make lock` from pyproject.toml."

lock: | $(VENV)/bin/python
	$(BIN)/python -c '$(PROJECT); print($(WRITTEN), *project["dependencies"], sep="\n")' \
	  > requirements.txt
	$(BIN)/python -c '$(PROJECT); print($(WRITTEN), "-r requirements.txt", \
	  *project["optional-dependencies"]["dev"], sep="\n")' > requirements-dev.txt
	$(PIP_INSTALL) "uv>=0.13,<1"
	$(BIN)/uv $(LOCK) -o requirements.lock
	$(BIN)/uv $(LOCK) --extra dev -c requirements.lock -o requirements-dev.lock

# One file that `pip install` and `uvx --from` take; tests/package tries it.
wheel: $(VENV)/.dev
	$(BIN)/python -m hatchling build -t wheel

# A folder to push to a Space of Hugging Face: what the container has, its Dockerfile and its card.
SPACE := dist/space
space:
	rm -rf $(SPACE)
	mkdir -p $(SPACE)
	cp -r $(shell sed -n 's/^COPY \(.*\) [^ ]*$$/\1/p' deploy/Dockerfile) $(SPACE)
	rm -rf $(SPACE)/ui/live/node_modules
	find $(SPACE) -name __pycache__ -prune -exec rm -r {} +
	cp deploy/space/README.md $(SPACE)
	cat deploy/Dockerfile deploy/space/Dockerfile.end > $(SPACE)/Dockerfile

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache ui/live/node_modules
