# `make run` and `make test` need nothing but make on a fresh machine; see `make help`.

PYTHON_BIN := .venv/bin
PYTEST     := $(PYTHON_BIN)/python -m pytest
PARALLEL   := --numprocesses auto --maxprocesses 4
SPEED      := -m "benchmark and not slow" tests/benchmarks tests/architecture/test_import_budget.py
SCREEN     := QT_QPA_PLATFORM=xcb RNNLAB_TEST_PLATFORM=xcb xvfb-run --auto-servernum --server-args='-screen 0 1280x800x24'

.PHONY: help run test fast e2e speed slow check format bench wheel screenshots clean setup-run setup-dev
.DEFAULT_GOAL := help

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' Makefile

run: setup-run ## open the window (make run ARGS=book.txt)
	@$(PYTHON_BIN)/rnnlab $(ARGS)

test: setup-dev ## run all tests but the slow ones, those with a real window first
	@windows=0; speed=0; rest=0; \
	$(SCREEN) $(PYTEST) -m e2e || windows=$$?; \
	$(PYTEST) $(SPEED) || speed=$$?; \
	$(PYTEST) $(PARALLEL) $(ARGS) || rest=$$?; \
	[ $$windows -eq 0 ] || echo "make test: the tests with a real window failed, see above" >&2; \
	[ $$speed -eq 0 ] || echo "make test: the tests of speed failed, see above" >&2; \
	[ $$windows -eq 0 ] && [ $$speed -eq 0 ] && [ $$rest -eq 0 ]

fast: setup-dev ## run the tests that need no screen (make fast ARGS=tests/text)
	@$(PYTEST) $(PARALLEL) $(ARGS)

e2e: setup-dev ## run the tests that drive a real window on a virtual screen
	@$(SCREEN) $(PYTEST) -m e2e $(ARGS)

speed: setup-dev ## run the tests of speed: ratios to yardsticks, one after another
	@$(PYTEST) $(SPEED) $(ARGS)

slow: setup-dev ## run the slow tests
	@$(PYTEST) -m slow $(ARGS)

check: setup-dev ## format, lint, types, direction of imports
	@failed=0; \
	for step in "ruff format --check --quiet ." "ruff check ." "mypy" "lint-imports"; do \
		echo "--- $$step"; $(PYTHON_BIN)/$$step || failed=1; \
	done; \
	exit $$failed

format: setup-dev ## format the code
	$(PYTHON_BIN)/ruff format .
	$(PYTHON_BIN)/ruff check --fix .

bench: setup-dev ## measure speed on this machine
	@$(PYTHON_BIN)/rnnlab bench $(ARGS)

wheel: setup-dev ## build dist/rnnlab-*.whl
	$(PYTHON_BIN)/python -m build --wheel --no-isolation

screenshots: setup-dev ## draw the README’s pictures of the window
	$(SCREEN) $(PYTHON_BIN)/python packaging/screenshots.py $(ARGS)

clean: ## remove what was built and cached; .venv stays
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find rnnlab tests packaging -name __pycache__ -type d -prune -exec rm -rf {} +

setup-run:
	@packaging/setup run

setup-dev:
	@packaging/setup dev
