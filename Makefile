# Each target builds .venv from uv.lock when it is missing or older than the lock; only python3 and make are needed.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint docs check browser screenshots bench bench-server flips oracle mutants clean
demo: .venv/ready
	@$(BIN)/ketsugi demo

test: .venv/ready
	$(BIN)/pytest -n auto

lint: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

docs: .venv/ready
	$(BIN)/python docs/print_calendars.py
	$(BIN)/python docs/print_reference.py

check: lint docs test
	git diff --exit-code docs/reference workflow/days

# What tests/pages look at pages with: the system's own Chromium, never one that Playwright downloads.
browser:
	@if command -v chromium >/dev/null && fc-list :lang=ja 2>/dev/null | grep -q .; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium fontconfig fonts-noto-cjk; \
	else echo 'install Chromium and a Japanese font: on Debian chromium, fontconfig and fonts-noto-cjk' >&2; exit 1; fi

screenshots: .venv/ready browser
	$(BIN)/python -m docs.take_screenshots $(ONLY)

bench: .venv/ready
	$(BIN)/python benchmarks/run.py

bench-server: .venv/ready
	$(BIN)/python -m benchmarks.server

flips: .venv/ready
	KETSUGI_FLIP_EVERY=1 $(BIN)/pytest tests/engine/test_flips_of_a_signed_book.py -q

oracle: .venv/ready
	$(BIN)/uv sync --quiet --locked --inexact --group oracle
	$(BIN)/pytest tests/oracles -q

mutants: .venv/ready
	$(BIN)/uv sync --quiet --locked --inexact --group mutants
	$(BIN)/python -m tests.mutation.law
	$(BIN)/python -m tests.mutation.code

.venv/ready: pyproject.toml uv.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	$(BIN)/uv sync --quiet --locked --inexact --compile-bytecode
	@touch $@

clean:
	rm -rf .venv mutants build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
