# make app   the pages in the browser, on 127.0.0.1, with a sample report analysed
# make spark compare   what some tests need and skip without: PySpark (400 MB; it needs Java 17 or later), and the tools that
#            `sonocode bench` compares, in an environment of their own
# make trust what attackers, broken disks and careless days do is tried again: a table of what was tried, how often, what
#            happened; make trust TIMES=20 tries longer
# make wheel the wheel alone in a new environment outside the clone: pages, service and pipeline work there
# make supply  the parts of the installation (SBOM), their licences, and known faults in them, into build/supply
# make test  the tests; sets itself up on a fresh machine, but for the server of PostgreSQL: apt-get install postgresql
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
SPARK := $(VENV)/.spark
COMPARED := $(VENV)/compare/.installed
PORT ?= 8501
TIMES ?= 1

.PHONY: app test lint types browser trust wheel supply check install spark compare clean

app: install
	$(BIN)/sonocode app --port $(PORT)

test: install
	$(BIN)/python -m pytest -n auto

lint: install
	$(BIN)/ruff check .

types: install
	$(BIN)/mypy

browser: install
	$(BIN)/python tests/browser/check.py
	$(BIN)/python tests/browser/sign_in_check.py

trust: install
	$(BIN)/python tests/trust --times $(TIMES)

wheel: install
	$(BIN)/python tests/supply/wheel_check.py

supply: install
	$(BIN)/python tests/supply/report.py build/supply

check: test lint types supply browser

install: $(INSTALLED)

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 12) else "sonocode needs Python 3.11 or 3.12 (its scispaCy does); call make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

spark: $(SPARK)

$(SPARK): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,spark]'
	touch $@

compare: $(COMPARED)

$(COMPARED): constraints.txt
	$(PYTHON) -m venv $(VENV)/compare
	$(VENV)/compare/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt edsnlp negspacy spacy
	touch $@

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache
