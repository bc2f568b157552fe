# The two commands of the README: `make demo` and `make test`. Each sets itself up on a machine
# that has Python >= 3.11 with venv, make and git.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
READY := $(VENV)/.ready

.PHONY: demo test lint bench docs lock clean system

demo: $(READY)
	$(BIN)/jixiao demo demo-output

test: $(READY) system
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(BENCH)/.ready
	for script in bench/[a-z]*.py; do echo "== $$script"; $(BENCH)/bin/python $$script || exit 1; done

docs: $(READY)
	$(BIN)/python tools/generate_docs.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "site/index.html"

# Everything is installed from the lock with its hashes; the package itself last, in place.
$(READY): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python >= 3.11 is needed")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

# What the benchmarks compare with has an environment of its own: the tests need none of it.
$(BENCH)/.ready: requirements/bench.txt pyproject.toml
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	command -v java >/dev/null || tools/install_system.sh default-jre-headless
	command -v soffice >/dev/null || tools/install_system.sh libreoffice-calc-nogui libreoffice-writer-nogui
	touch $@

# What the tests need of the system: pdftotext, to make other texts of the sample's PDF; real databases; Java for Spark.
system:
	@command -v pdftotext >/dev/null || tools/install_system.sh poppler-utils
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null || tools/install_system.sh postgresql
	@command -v mariadbd >/dev/null || test -x /usr/sbin/mariadbd || tools/install_system.sh mariadb-server
	@command -v java >/dev/null || tools/install_system.sh default-jre-headless

lock:
	$(BIN)/uv pip compile --universal --generate-hashes --no-annotate --no-header --quiet -o requirements/core.txt pyproject.toml
	$(BIN)/uv pip compile --universal --generate-hashes --no-annotate --no-header --quiet -c requirements/core.txt \
	  --extra ocr --extra data --extra postgres --extra mysql --extra spark -o requirements/dev.txt pyproject.toml requirements/dev.in
	$(BIN)/uv pip compile --universal --generate-hashes --no-annotate --no-header --quiet -c requirements/dev.txt \
	  --extra ocr --extra data -o requirements/bench.txt pyproject.toml requirements/bench.in

clean:
	rm -rf $(VENV) $(BENCH) site demo-output .mypy_cache .ruff_cache .pytest_cache .hypothesis
