# What this repository can do: `make help`. Every target sets up what it needs first.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --warn-undefined-variables --no-builtin-rules --no-print-directory

# The Python that makes .venv/ (3.11 or newer).
PYTHON ?= python3
# More for the command at hand: make test-python ARGS="-k merge"
ARGS ?=
# Where `make demo` renders the app.
DEMO ?= .demo/myapp

RUN := .venv/bin/python -m
FRAMEWORK := packages/cores/mizan-python/src packages/backends/mizan-django/src packages/backends/mizan-fastapi/src packages/protocol/mizan-codegen/src

# What `make bench-ssr` builds beside ours.
PEERS := next sveltekit

empty :=
space := $(empty) $(empty)

.PHONY: help
help: ## What each command does
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: .venv/ready ## Render the template with its defaults and run the app: one URL, Ctrl-C ends all
	@$(RUN) tools.demo $(DEMO) $(ARGS)

.PHONY: setup
setup: .venv/ready node_modules/.ready ## Install what is missing, into this folder only

.venv/ready: requirements-dev.lock
	@echo "setup: Python packages into .venv/"
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	.venv/bin/python -m tools.link $(FRAMEWORK)
	touch $@

node_modules/.ready: package-lock.json
	@echo "setup: npm packages into node_modules/"
	npm ci --no-audit --no-fund --loglevel=error
	touch $@

.PHONY: test
test: check test-python test-node test-template ## Everything quick: checks, unit, conformance, rooms, template

.PHONY: test-python
test-python: setup ## The framework's Python packages and the rooms
	@$(RUN) pytest packages tests/rooms tests/conformance tests/docs --capabilities=check $(ARGS)

.PHONY: conformance
conformance: setup ## Every adapter over HTTP, and the matrix of what passed (ARGS=--capabilities=write)
	@$(RUN) pytest tests/conformance --capabilities=check $(ARGS)

.PHONY: test-node
test-node: setup ## The kernel and its adapters, races, random schedules, and the byte budget
	@npm test --silent
	npm run --silent test:size

.PHONY: test-template
test-template: setup ## The template: questions, rendering, updates
	@$(RUN) pytest tests/template -m "not slow" $(ARGS)

.PHONY: matrix
matrix: setup ## All six fresh apps: each one's own check, test, e2e and smoke; processes, updates
	@$(RUN) tools.app $(ARGS)

.PHONY: bench
bench: .bench/ready ## Speed beside the peers: table, JSON, docs/reference/performance.md (ARGS=--quick: the gate)
	@PYTHONPATH=.:$(subst $(space),:,$(FRAMEWORK)) .bench/bin/python -m benchmarks.run $(ARGS)

.PHONY: bench-client
bench-client: setup benchmarks/client/node_modules/.ready ## The client beside its peers: size, requests, schedules, a browser; ARGS=--write keeps it
	@$(if $(filter --write,$(ARGS)),BENCH_WRITE=1) npx vitest run --config benchmarks/client/vitest.config.ts
	PYTHONPATH=. $(RUN) benchmarks.browser.run $(ARGS)
	$(if $(filter --write,$(ARGS)),.venv/bin/python -m benchmarks.page)

benchmarks/client/node_modules/.ready: benchmarks/client/package-lock.json
	@echo "bench-client: the peers into benchmarks/client/node_modules/"
	npm ci --prefix benchmarks/client --no-audit --no-fund --loglevel=error
	touch $@

.PHONY: bench-ssr
bench-ssr: setup .bench/ready $(PEERS:%=benchmarks/rendering/peers/%/node_modules/.ready) ## Rendering beside Node's own server, Next.js and SvelteKit; ARGS=--write keeps it
	@PYTHONPATH=.:$(subst $(space),:,$(FRAMEWORK)) .bench/bin/python -m benchmarks.rendering.run $(ARGS)
	$(if $(filter --write,$(ARGS)),.venv/bin/python -m benchmarks.page)

benchmarks/rendering/peers/%/node_modules/.ready: benchmarks/rendering/peers/%/package-lock.json
	@echo "bench-ssr: $* into benchmarks/rendering/peers/"
	cd benchmarks/rendering/peers/$*
	npm ci --no-audit --no-fund --loglevel=error
	NEXT_TELEMETRY_DISABLED=1 npm run --silent build
	touch node_modules/.ready

.bench/ready: benchmarks/requirements.lock
	@echo "bench: the peers into .bench/"
	test -x .bench/bin/python || $(PYTHON) -m venv .bench
	.bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/requirements.lock
	touch $@

.PHONY: check
check: setup ## Format, lint and types of everything in packages/, tests/, hooks/ and tools/
	@.venv/bin/ruff format --check
	.venv/bin/ruff check
	$(MAKE) check-types
	npm run --silent check

.PHONY: check-types
check-types: .venv/ready ## Strict types of the framework's Python packages
	@.venv/bin/mypy $(FRAMEWORK)

.PHONY: format
format: setup ## Format all code, and mend what the linters can mend
	@.venv/bin/ruff format
	.venv/bin/ruff check --fix
	npx biome check --write .
	$(MAKE) manifest

.PHONY: manifest
manifest: .venv/ready ## Write down the hashes of the framework as apps get it; after every change in packages/
	@.venv/bin/python tests/template/manifest.py

.PHONY: lock
lock: .venv/ready ## Write requirements-dev.lock anew; ARGS=--upgrade takes newer versions
	@.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header requirements-dev.in --output-file requirements-dev.lock $(ARGS)

.PHONY: clean
clean: ## Remove what was installed, built or cached
	@rm -rf .venv .bench node_modules .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
