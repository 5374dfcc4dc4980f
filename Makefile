# Two commands matter: `make demo` and `make test`. Each does all its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: setup browser demo test slow check lint types bench shots lock clean

setup: $(STAMP)

$(STAMP): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Leasehold needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: setup  ## The practice workspace in a browser: the real bot, a stand-in for Slack, an emulated AWS
	$(BIN)/leasehold demo

browser:  ## Debian's chromium for the browser tests, where it is missing and may be installed
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && { echo "installing chromium for the browser tests …"; DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null 2>&1 || { apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null; }; }; } || echo "no chromium, and none can be installed here: the browser tests are skipped, and say so" >&2

test: setup browser  ## Everything but the slow proofs
	$(BIN)/pytest -n 4 --dist worksteal -m "not slow"

slow: setup  ## The slow proofs: kill -9 at every step, long faults
	$(BIN)/pytest -n 4 --dist worksteal -m slow

check: setup lint types test  ## What a commit has to pass

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup
	$(BIN)/mypy

bench: setup  ## All measurements side by side in one run
	$(BIN)/python -m bench

shots: setup  ## The pictures of the docs, taken anew; needs Debian's chromium
	$(BIN)/python -m tests.page.taking_pictures docs/pictures

lock: setup  ## Pin everything again, with hashes and without addresses
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --no-emit-package leasehold pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --no-emit-package leasehold pyproject.toml --extra sandbox --extra dev -o requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
