# SPDX-FileCopyrightText: The alicloud-iot-ota authors
# SPDX-License-Identifier: Apache-2.0

# Every word below first prepares what it needs: .venv with the locked packages, and the Pulumi engine.

PYTHON ?= python3
BIN := .venv/bin

# What was last put into .venv. The first one carries the Python's name, so that another one makes it anew.
LOCKED := .venv/.locked-$(notdir $(PYTHON))
PROJECT := .venv/.project
SDK_SOURCES := $(wildcard sdk/python/pyproject.toml sdk/python/*/*.py sdk/python/*/*/*.py)
SDK := $(if $(SDK_SOURCES),.venv/.sdk)
# What TypeScript needs, in the order in which it is made; nothing on a machine without npm, whose tests then say so.
NODE_TOOLS := tools/node/node_modules/.package-lock.json
NODE_SDK := sdk/nodejs/bin/package.json
NODE_EXAMPLE := examples/typescript/node_modules/.package-lock.json
NODE := $(if $(shell command -v npm),$(NODE_TOOLS) $(NODE_SDK) $(NODE_EXAMPLE))
# The same of Go: what its programs import is fetched and compiled before a test hides the settings of this machine.
GO := $(if $(shell command -v go),go_packages)
# Half as many workers again as cores, since tests wait a lot for other processes; the slowest tests are neighbours, so a
# worker that has nothing left takes from another one.
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) * 3 // 2)')
PYTEST = $(BIN)/pytest --numprocesses=$(WORKERS) --dist=worksteal
# The tests that compare with golden files.
GOLDEN = $(shell grep -rl --include='test_*.py' 'golden: ' tests)
# What make bench measures: the packages as users have them, without what only development needs.
BENCH := build/bench
ROUNDS ?= 15
FOLDER ?= docs
# What make lowest tests in: the lowest versions that pyproject.toml allows, on the oldest Python.
LOWEST := build/lowest
# The dynamic form, which is the Python SDK but for what carries its calls.
DYNAMIC := provider/alicloud_iot_ota/dynamic/generated
# Where what is generated is compared with what is committed.
FRESH := build/generated

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.SILENT:
.PHONY: help demo test lowest bench golden pictures lint schema sdk dist lock clean setup engine go_packages

help:
	echo 'make demo     see it work: the real Pulumi engine, an emulated IoT Platform, no account'
	echo 'make test     run all tests'
	echo 'make lowest   run the unit and command-line tests at the lowest versions that pyproject.toml allows'
	echo 'make bench    measure it beside what people would use instead, and write docs/performance.md'
	echo 'make golden   write the texts that tests compare with anew; look at the difference before you commit it'
	echo 'make pictures make the pictures of docs anew; needs Chromium'
	echo 'make lint     check style, types, architecture, and that the generated files are up to date'
	echo 'make schema   generate schema.json, the contract with every Pulumi language, and the schema of firmware.lock'
	echo 'make sdk      generate schema.json, docs/reference, the SDKs for Python, Node.js and Go, and the dynamic form'
	echo 'make dist     build what is published, for the platform it runs on: wheels, the npm package, the release archive'
	echo 'make lock     choose the exact version of every package anew, in requirements.lock'
	echo 'make clean    remove what was made here; a built engine stays in your cache folder'
	echo
	echo 'PYTHON=python3.12 make test uses that Python.'

demo: setup engine
	$(BIN)/python tools/demo.py

test: setup engine $(NODE) $(GO)
	$(PYTEST)

lowest: $(LOWEST)/.installed
	$(LOWEST)/bin/python -m pytest --numprocesses=$(WORKERS) --dist=worksteal tests/unit tests/cli

bench: setup engine $(BENCH)/.installed
	BENCH_PYTHON=$(abspath $(BENCH)/bin/python) $(BIN)/python tools/bench.py --rounds $(ROUNDS) --folder $(FOLDER)

golden: setup engine $(NODE) $(GO)
	REWRITE_GOLDEN=1 $(PYTEST) $(GOLDEN)

pictures: setup
	$(BIN)/python tools/pictures.py
	$(BIN)/python tools/page_pictures.py
	$(BIN)/python tools/logo.py

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy provider tools tests
	$(BIN)/lint-imports
	mkdir -p $(FRESH)
	$(BIN)/python -m alicloud_iot_ota.plugin.schema >$(FRESH)/schema.json
	go -C tools run ./sdkgen ../$(FRESH)/schema.json ../$(FRESH)/sdk
	diff $(FRESH)/schema.json schema.json || { echo 'schema.json is out of date: run make sdk' >&2; exit 1; }
	diff -r -x build -x '*.egg-info' -x node_modules -x bin $(FRESH)/sdk sdk || \
	    { echo 'sdk is out of date: run make sdk' >&2; exit 1; }
	$(BIN)/python tools/dynamic_form.py $(FRESH)/sdk/python $(FRESH)/dynamic
	diff -r -x __pycache__ $(FRESH)/dynamic $(DYNAMIC) || { echo '$(DYNAMIC) is out of date: run make sdk' >&2; exit 1; }
	$(BIN)/python tools/reference.py $(FRESH)/schema.json $(FRESH)/reference
	diff -r $(FRESH)/reference docs/reference || { echo 'docs/reference is out of date: run make sdk' >&2; exit 1; }

schema: setup
	mkdir -p $(FRESH)
	$(BIN)/python -m alicloud_iot_ota.plugin.schema >$(FRESH)/schema.json
	mv $(FRESH)/schema.json schema.json
	$(BIN)/python -m alicloud_iot_ota.lock_file.schema >$(FRESH)/firmware.lock.schema.json
	mv $(FRESH)/firmware.lock.schema.json docs/firmware.lock.schema.json

sdk: schema
	$(BIN)/python tools/reference.py schema.json docs/reference
	go -C tools run ./sdkgen ../schema.json ../sdk
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
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

setup: $(LOCKED) $(PROJECT) $(SDK)

engine: setup
	$(BIN)/python tools/engine.py >/dev/null

go_packages:
	go -C examples/go build -ldflags='-s -w' -o /dev/null .
	go -C examples/go build -ldflags='-s -w' -o /dev/null ./automation

$(LOCKED): requirements.lock
	command -v $(PYTHON) >/dev/null || \
	    { echo 'There is no $(PYTHON) on PATH. Name a Python 3.10 or newer: PYTHON=python3.12 make ...' >&2; exit 1; }
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 10) else \
	    "$(PYTHON) is Python %d.%d. Name a 3.10 or newer: PYTHON=python3.12 make ..." % sys.version_info[:2])'
	echo 'Installing the locked packages into .venv: about a minute, only once.'
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
	    $(BENCH)/wheels/*.whl alibabacloud-iot20180120
	rm -rf sdk/python/build sdk/python/*.egg-info
	touch $@

$(LOWEST)/.installed: $(PROJECT) requirements.lock $(SDK_SOURCES) tools/lowest.py tools/pythons.py tools/requirements.py
	echo 'Installing the lowest versions that pyproject.toml allows into $(LOWEST).'
	$(BIN)/python tools/lowest.py $(LOWEST)
	rm -rf sdk/python/build sdk/python/*.egg-info
	touch $@

$(NODE_TOOLS): tools/node/package-lock.json
	echo 'Installing the locked packages into tools/node: half a minute, only once.'
	npm ci --prefix tools/node --loglevel=error
	touch $@

# Built in place, where what it imports is linked; bin is what an npm registry would get.
$(NODE_SDK): $(NODE_TOOLS) $(wildcard sdk/nodejs/*.* sdk/nodejs/*/*.ts sdk/nodejs/*/*/*.ts sdk/nodejs/*/*/*/*.ts)
	ln -sfn ../../tools/node/node_modules sdk/nodejs/node_modules
	sdk/nodejs/node_modules/.bin/tsc --project sdk/nodejs
	cp LICENSE sdk/nodejs/README.md sdk/nodejs/package.json sdk/nodejs/bin

$(NODE_EXAMPLE): examples/typescript/package-lock.json $(NODE_SDK)
	npm ci --prefix examples/typescript --loglevel=error
	touch $@
