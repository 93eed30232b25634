# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0

# Every target below first prepares .venv with the locked packages, and the engines that it needs.

PYTHON ?= python3
BIN := .venv/bin

# Stamps of what is installed in .venv. LOCKED contains the name of the Python, so that another Python reinstalls it.
LOCKED := .venv/.locked-$(notdir $(PYTHON))
PROJECT := .venv/.project
SDK_SOURCES := $(wildcard sdk/python/pyproject.toml sdk/python/*/*.py sdk/python/*/*/*.py)
SDK := $(if $(SDK_SOURCES),.venv/.sdk)
# Requirements for TypeScript, in build order. Empty on a machine without npm, where these tests are skipped.
NODE_TOOLS := tools/node/node_modules/.package-lock.json
NODE_SDK := sdk/nodejs/bin/package.json
NODE_EXAMPLE := examples/typescript/node_modules/.package-lock.json
CLIENTS := tests/emulator/clients
NODE_CLIENT := $(CLIENTS)/typescript/bin/client.js
NODE := $(if $(shell command -v npm),$(NODE_TOOLS) $(NODE_SDK) $(NODE_EXAMPLE) $(NODE_CLIENT))
# The same for Go: imports are downloaded and compiled before a test hides the settings of this machine.
GO_CLIENT := build/clients/go
GO := $(if $(shell command -v go),go_packages $(GO_CLIENT))
# The engine of the OpenTofu provider. Empty on a machine that can neither run nor build it, where its tests are skipped.
OPENTOFU := $(if $(shell command -v tofu || command -v go),opentofu)
# 1.5 workers for each core, because tests often wait for other processes. The slowest tests are in the same files, so idle
# workers steal tests from busy ones.
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) * 3 // 2)')
PYTEST = $(BIN)/pytest --numprocesses=$(WORKERS) --dist=worksteal
# The tests that compare with golden files.
GOLDEN = $(shell grep -rl --include='test_*.py' 'golden: ' tests)
# The environment that make bench measures: the packages of users, without development packages.
BENCH := build/bench
ROUNDS ?= 15
FOLDER ?= docs
# The environment of make lowest: the lowest versions that pyproject.toml allows, on the oldest Python.
LOWEST := build/lowest
# The dynamic provider: the Python SDK with another transport for its calls.
DYNAMIC := provider/alicloud_iot_ota/dynamic/generated
# The folder of generated files that are compared with the committed ones.
FRESH := build/generated

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.SILENT:
.PHONY: help demo demo-opentofu test oldest verify-live lowest alpine bench golden pictures lint schema sdk dist lock clean setup engine opentofu \
    go_packages

help:
	echo 'make demo          run a demo with the real Pulumi engine and the emulator; needs no account'
	echo 'make demo-opentofu run a demo with real OpenTofu, which is built once if PATH has no recent one'
	echo 'make test          run all tests'
	echo 'make oldest        run the tests of the engine on the oldest Pulumi that the project supports'
	echo 'make verify-live   check in your account what this project assumes about the service; only reads'
	echo 'make lowest        run the unit and command-line tests at the lowest versions that pyproject.toml allows'
	echo 'make alpine        check that the required packages have wheels for Alpine Linux, so that pip needs no compiler'
	echo 'make bench         measure against alternatives, and write docs/performance.md'
	echo 'make golden        regenerate the golden files; review the diff before you commit it'
	echo 'make pictures      regenerate the pictures in docs; needs Chromium'
	echo 'make lint          check style, types, architecture, and that the generated files are up to date'
	echo 'make schema        generate schema.json and the schema of firmware.toml'
	echo 'make sdk           generate schema.json, docs/reference, docs/opentofu, the SDKs, and the dynamic provider'
	echo 'make dist          build the release files for this platform: wheels, the npm package, the release archive'
	echo 'make lock          update the exact package versions in requirements.lock'
	echo 'make clean         delete all generated files; built engines stay in your cache folder'
	echo
	echo 'To use another Python: PYTHON=python3.12 make test'

demo: setup engine
	$(BIN)/python tools/demo.py

demo-opentofu: setup opentofu
	$(BIN)/python tools/demo_opentofu.py

test: setup engine $(OPENTOFU) $(NODE) $(GO)
	$(PYTEST)

oldest: setup
	$(BIN)/python tools/engine.py oldest-pulumi >/dev/null
	$(PYTEST) --pulumi=oldest-pulumi tests/engine

verify-live: setup
	$(BIN)/python tools/verify_live.py $(if $(CONFIRM),--confirm $(CONFIRM))

lowest: $(LOWEST)/.installed
	$(LOWEST)/bin/python -m pytest --numprocesses=$(WORKERS) --dist=worksteal tests/unit tests/cli

# The resolution fails if a package has no wheel. The extra patterns has none for Alpine Linux.
alpine: setup
	for machine in x86_64 aarch64; do for version in 3.10 3.11 3.12 3.13 3.14 3.15; do \
	    $(BIN)/uv pip compile pyproject.toml --extra terraform --only-binary :all: --quiet --output-file /dev/null \
	        --python-platform $$machine-unknown-linux-musl --python-version $$version || exit 1; \
	    echo "Python $$version on $$machine: all required packages have wheels for Alpine Linux."; \
	done; done

bench: setup engine $(OPENTOFU) $(BENCH)/.installed
	BENCH_PYTHON=$(abspath $(BENCH)/bin/python) $(BIN)/python tools/bench.py --rounds $(ROUNDS) --folder $(FOLDER)

golden: setup engine $(OPENTOFU) $(NODE) $(GO)
	REWRITE_GOLDEN=1 $(PYTEST) $(GOLDEN)

pictures: setup
	$(BIN)/python tools/pictures.py
	$(BIN)/python tools/page_pictures.py
	$(BIN)/python tools/logo.py

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	for platform in linux darwin win32; do \
	    $(BIN)/mypy --platform $$platform --cache-dir .mypy_cache/$$platform provider tools tests || exit 1; \
	done
	$(BIN)/lint-imports
	mkdir -p $(FRESH)
	$(BIN)/python -m alicloud_iot_ota.plugin.schema >$(FRESH)/schema.json
	go -C tools/oldest_pulumi run ./sdkgen ../../$(FRESH)/schema.json ../../$(FRESH)/sdk
	diff $(FRESH)/schema.json schema.json || { echo 'schema.json is out of date: run make sdk' >&2; exit 1; }
	diff -r -x build -x '*.egg-info' -x node_modules -x bin $(FRESH)/sdk sdk || \
	    { echo 'sdk is out of date: run make sdk' >&2; exit 1; }
	$(BIN)/python tools/dynamic_form.py $(FRESH)/sdk/python $(FRESH)/dynamic
	diff -r -x __pycache__ $(FRESH)/dynamic $(DYNAMIC) || { echo '$(DYNAMIC) is out of date: run make sdk' >&2; exit 1; }
	$(BIN)/python tools/reference.py $(FRESH)/schema.json $(FRESH)/reference
	diff -r $(FRESH)/reference docs/reference || { echo 'docs/reference is out of date: run make sdk' >&2; exit 1; }
	$(BIN)/python tools/terraform_docs.py $(FRESH)/opentofu
	diff -r $(FRESH)/opentofu docs/opentofu || { echo 'docs/opentofu is out of date: run make sdk' >&2; exit 1; }

schema: setup
	mkdir -p $(FRESH)
	$(BIN)/python -m alicloud_iot_ota.plugin.schema >$(FRESH)/schema.json
	mv $(FRESH)/schema.json schema.json
	$(BIN)/python -m alicloud_iot_ota.lock_file.schema >$(FRESH)/firmware.toml.schema.json
	mv $(FRESH)/firmware.toml.schema.json docs/firmware.toml.schema.json

sdk: schema
	$(BIN)/python tools/reference.py schema.json docs/reference
	$(BIN)/python tools/terraform_docs.py docs/opentofu
	go -C tools/oldest_pulumi run ./sdkgen ../../schema.json ../../sdk
	$(BIN)/python tools/dynamic_form.py sdk/python $(DYNAMIC)
	$(MAKE) --no-print-directory setup

dist: setup $(NODE_SDK)
	$(BIN)/python tools/dist.py

lock: setup
	$(BIN)/uv pip compile pyproject.toml --group dev --output-file requirements.lock --upgrade --quiet \
	    --universal --python-version 3.10 --generate-hashes --no-emit-index-url --no-annotate \
	    --custom-compile-command 'make lock'

clean:
	rm -rf .venv build dist sdk/python/build sdk/python/*.egg-info sdk/nodejs/bin
	rm -rf sdk/nodejs/node_modules tools/node/node_modules examples/typescript/node_modules
	rm -rf $(CLIENTS)/typescript/bin $(CLIENTS)/typescript/node_modules
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

setup: $(LOCKED) $(PROJECT) $(SDK)

engine: setup
	$(BIN)/python tools/engine.py pulumi >/dev/null

opentofu: setup
	$(BIN)/python tools/engine.py tofu >/dev/null

go_packages:
	go -C examples/go build -ldflags='-s -w' -o /dev/null .
	go -C examples/go build -ldflags='-s -w' -o /dev/null ./automation

$(LOCKED): requirements.lock
	command -v $(PYTHON) >/dev/null || \
	    { echo '$(PYTHON) is not on PATH. Set PYTHON to Python 3.10 or newer: PYTHON=python3.12 make ...' >&2; exit 1; }
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 10) else \
	    "$(PYTHON) must be Python 3.10 or newer, got %d.%d. Set PYTHON: PYTHON=python3.12 make ..." % sys.version_info[:2])'
	echo 'Installing the locked packages into .venv. This happens once and takes about a minute.'
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install --disable-pip-version-check --require-hashes --requirement requirements.lock | \
	    awk -v line="$$(test -t 2 && echo '\r  %d packages' || echo '.')" \
	        '/^Collecting/ { printf line, ++n; fflush() } END { print "" }'
	touch $@

$(PROJECT): $(LOCKED) pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(SDK): $(LOCKED) $(SDK_SOURCES)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --force-reinstall ./sdk/python
	touch $@

$(BENCH)/.installed: $(LOCKED) pyproject.toml $(SDK_SOURCES) $(shell find provider -type f ! -name '*.pyc')
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(BENCH)
	$(BIN)/uv build --quiet --wheel --no-build-isolation --python $(BIN)/python --out-dir $(BENCH)/wheels .
	$(BIN)/uv build --quiet --wheel --no-build-isolation --python $(BIN)/python --out-dir $(BENCH)/wheels sdk/python
	$(BIN)/uv pip install --quiet --python $(BENCH) --compile-bytecode --constraint requirements.lock \
	    $(BENCH)/wheels/*.whl alibabacloud-iot20180120 cryptography google-re2
	rm -rf sdk/python/build sdk/python/*.egg-info
	touch $@

$(LOWEST)/.installed: $(PROJECT) requirements.lock $(SDK_SOURCES) tools/lowest.py tools/pythons.py tools/requirements.py
	echo 'Installing the lowest versions that pyproject.toml allows into $(LOWEST).'
	$(BIN)/python tools/lowest.py $(LOWEST)
	rm -rf sdk/python/build sdk/python/*.egg-info
	touch $@

$(NODE_TOOLS): tools/node/package-lock.json
	echo 'Installing the locked packages into tools/node. This happens once and takes half a minute.'
	npm ci --prefix tools/node --loglevel=error
	touch $@

# Built in place, next to its linked imports. bin is the content of the npm package.
$(NODE_SDK): $(NODE_TOOLS) $(wildcard sdk/nodejs/*.* sdk/nodejs/*/*.ts sdk/nodejs/*/*/*.ts sdk/nodejs/*/*/*/*.ts)
	ln -sfn ../../tools/node/node_modules sdk/nodejs/node_modules
	sdk/nodejs/node_modules/.bin/tsc --project sdk/nodejs
	cp LICENSE sdk/nodejs/README.md sdk/nodejs/package.json sdk/nodejs/bin

$(NODE_EXAMPLE): examples/typescript/package-lock.json $(NODE_SDK)
	npm ci --prefix examples/typescript --loglevel=error
	touch $@

# Programs that call the emulator with Alibaba Cloud's own SDKs.
$(NODE_CLIENT): $(CLIENTS)/typescript/package-lock.json $(wildcard $(CLIENTS)/typescript/*.ts) $(NODE_TOOLS)
	npm ci --prefix $(CLIENTS)/typescript --loglevel=error
	$(dir $(NODE_TOOLS)).bin/tsc --project $(CLIENTS)/typescript

$(GO_CLIENT): $(wildcard $(CLIENTS)/go/*.go $(CLIENTS)/go/go.*)
	echo 'Compiling the Go SDK of the service. This happens once and takes about a minute.'
	go -C $(CLIENTS)/go build -ldflags='-s -w' -o $(abspath $@) .
