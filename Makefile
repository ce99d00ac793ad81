# Two commands for everybody: `make run` and `make test`. Everything they need, they set up.
PYTHON ?= $(shell scripts/python.sh)
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
# A file stays with one worker, so that what its tests share is made once; long files come first.
BY_FILE := -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# The many processes that tests start would else compile every module of ours again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check lint fast soak screenshots benchmark format clean

run: $(VENV)/.run
	$(BIN)/streamlit run app.py

test: $(VENV)/.dev $(VENV)/.chromium
	$(BIN)/python -m pytest $(BY_FILE) -m "not browser"
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m browser tests/browser tests/components

check: lint fast

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy kt_core

fast: $(VENV)/.dev
	$(BIN)/python -m pytest $(BY_FILE) -m "not engine and not process and not browser"

soak: $(VENV)/.dev
	KT_SOAK=50 $(BIN)/python -m pytest -s $(addprefix tests/kt_core/engine/test_,killed_at_random.py server_killed.py disk_full.py)

screenshots: $(VENV)/.dev $(VENV)/.chromium
	$(BIN)/python -m tests.browser.screenshots

benchmark: $(VENV)/.dev $(VENV)/.chromium
	$(BIN)/python -m benchmarks

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -q -r requirements.txt
	touch $@

$(VENV)/.dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -q -r requirements-dev.txt
	touch $@ $(VENV)/.run

$(VENV)/.chromium: | $(VENV)/.dev
	scripts/chromium.sh $(BIN)/python
	touch $@
