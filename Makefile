# The commands of the project. Each sets up what it needs: Python 3.11 or newer and make are enough.
PYTHON ?= python3
AREA ?= Fife
OUTCOME ?= community-sentences
JOBS ?= 2
VENV := .venv
CJTOOLS := $(VENV)/bin/cjtools

.PHONY: setup report reports test lab clean

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

report: setup
	$(CJTOOLS) report --area "$(AREA)" --outcome "$(OUTCOME)"

reports: setup
	$(CJTOOLS) report --area all --outcome "$(OUTCOME)" --jobs $(JOBS)

test: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/python -m pytest
	$(VENV)/bin/python -m pytest --nbval-lax notebooks

lab: setup
	$(VENV)/bin/jupyter lab --notebook-dir=notebooks

clean:
	rm -rf data/processed outputs
