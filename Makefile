# The commands of the project. Each sets up what it needs: Python 3.11 or newer and make are enough.
PYTHON ?= python3
AREA ?= Fife
OUTCOME ?= community-sentences
FORMAT ?= html
JOBS ?= 2
# tests of one file stay together, because they share what is slow to make; in their own order, which ends with many
# short examples of the package: files with few tests, which take longest, would else come last, for one process alone
TOGETHER := -n 2 --dist loadfile --no-loadscope-reorder
VENV := .venv
AUDIT := .venv-audit
BROWSER := tests/browser
CJTOOLS := $(VENV)/bin/cjtools
# status 1 says that a dropped file was read in part; what it told is enough, and the rest can be worked with
BUILD := $(CJTOOLS) build || [ $$? -eq 1 ]

.PHONY: setup report reports test test-batch test-browser browser-needs audit sbom trace bench faults same-bytes docs \
	docs-links pictures lab explore clean

setup: $(VENV)/.ready

# .ready is the last file of a set-up: one that was broken off is done again
$(VENV)/.ready: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not there; name one with: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is %d.%d; name one with: make PYTHON=python3.12" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

report: setup
	$(CJTOOLS) report --area "$(AREA)" --outcome "$(OUTCOME)" --format "$(FORMAT)"

reports: setup
	$(CJTOOLS) report --area all --outcome "$(OUTCOME)" --format "$(FORMAT)" --jobs $(JOBS)

# the notebooks read data/processed, so it is built before they are run
test: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/python -m pytest $(TOGETHER) -m "not batch and not browser and not audit"
	$(BUILD)
	$(VENV)/bin/python -m pytest $(TOGETHER) --nbval-lax notebooks

# what takes long: kernels, workers, a cluster, runs that are killed in the middle, reports of cut-down worlds
test-batch: setup
	$(VENV)/bin/python -m pytest $(TOGETHER) -m batch tests

# every kind of page in Chromium: accessibility, narrow screens, print, keyboard; the site and screenshots of it
# stay under outputs/browser. Without Chromium, Java or npm it says so and fails: nothing was checked then
test-browser: browser-needs setup $(VENV)/.browser $(BROWSER)/node_modules/.ready
	$(VENV)/bin/python -m pytest -n 2 -m browser --durations 5 $(BROWSER)

browser-needs:
	@$(PYTHON) $(BROWSER)/needs.py

$(VENV)/.browser: requirements-browser.lock $(VENV)/.ready
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-browser.lock
	@touch $@

$(BROWSER)/node_modules/.ready: $(BROWSER)/package.json $(BROWSER)/package-lock.json
	cd $(BROWSER) && npm ci --silent
	@touch $@

# whether a vulnerability is known of any locked package, as far as the package indexes tell; what does not answer is said
# and is no fault. Afterwards the bill of materials is compared with the locks
audit: sbom
	$(AUDIT)/bin/python scripts/audit.py
	$(VENV)/bin/python -m pytest -m audit tests/test_supply_chain.py

# what the project is made of, with versions, licences and hashes: CycloneDX
sbom: setup $(AUDIT)/.ready
	$(AUDIT)/bin/python scripts/sbom.py $(VENV) outputs/sbom.cdx.json

# an environment of its own: what asks about packages is none of them
$(AUDIT)/.ready: requirements-audit.lock
	$(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.lock
	@touch $@

# every number of every report that was made, looked up in the CSV beside it: after `make reports OUTCOME=all`
trace: setup
	$(VENV)/bin/python tests/trace_outputs.py $(lastword $(sort $(wildcard outputs/2*)))

# reports in several ways, compared to the byte, and runs that are killed in several ways: an hour or more on two cores;
# CHECKS="ctrl_c worker" does part of it, CHECKS="--folder outputs-faults" goes on where it stopped
faults: setup
	$(VENV)/bin/python tests/batch_checks.py $(CHECKS)

# all reports made and published on two machines that have nothing in common, compared to the byte: half an hour or more;
# CHECKS="--areas 3 --format all" does part of it, in every form
same-bytes: setup
	$(VENV)/bin/python tests/same_bytes.py $(CHECKS)

# times side by side with other ways to make reports, into benchmarks/README.md; BENCH="--only A" measures part of it
bench: setup
	$(VENV)/bin/python -m benchmarks $(BENCH)

# the documentation as a site, its tutorial run anew; a warning or a link that leads nowhere is an error
docs: setup
	$(BUILD)
	$(VENV)/bin/python -m sphinx -E -W -n --keep-going -q docs outputs/docs

# addresses elsewhere that the documentation names: by hand only, since the checks of every change have no network
docs-links: setup
	$(BUILD)
	$(VENV)/bin/python -m sphinx -b linkcheck -q docs outputs/docs-links

# the pictures in the documentation and the README: Chromium, and reports that were made before
pictures: setup
	$(VENV)/bin/python scripts/picture.py

# ARGS goes to JupyterLab, such as ARGS=--allow-root in a container
lab: setup
	$(CJTOOLS) lab $(ARGS)

# the explorer as a page by itself
explore: setup
	$(CJTOOLS) explore --page $(ARGS)

clean:
	rm -rf data/processed outputs
