# One command each; bare `make` lists them. HOST, PORT and DATA_DIR may be given: make demo PORT=9000
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON_BIN := .venv/bin/python

HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT

.PHONY: help demo install seed serve test lint bench bench-search lighthouse soak messages services

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | while IFS=$$'\t' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

demo: ## A lively office on http://127.0.0.1:8000: installs, fills, starts web and worker; Ctrl-C stops both
	@scripts/demo

install: ## Virtual environment, packages, assets, translations, database tables
	@scripts/install

seed: install ## Fill the database with the demo office (kept when it is there already)
	@$(PYTHON_BIN) manage.py seed_demo

serve: install ## Web and worker on HOST:PORT with what is in the database
	@scripts/serve

test: ## All tests: SQLite, browser stories, and PostgreSQL when DATABASE_URL_TEST_PG is given
	@scripts/test

lint: ## Style, layers, migrations and system checks
	@scripts/lint

bench: ## Figures of this machine: pages, submits, desk, certificates
	@scripts/install --packages dev
	@$(PYTHON_BIN) scripts/build_assets
	@$(PYTHON_BIN) scripts/bench.py
	@$(PYTHON_BIN) scripts/bench_pages.py
	@$(PYTHON_BIN) scripts/bench_desk.py 100000
	@$(PYTHON_BIN) scripts/bench_certificates.py
	@$(PYTHON_BIN) scripts/bench_seats.py
	@$(PYTHON_BIN) scripts/bench_stats.py

bench-search: ## How well and how fast the search answers, also on Elasticsearch when it runs
	@scripts/install --packages dev
	@$(PYTHON_BIN) scripts/bench_search.py

soak: ## A quarter of an hour of an office's day, a process killed every minute (MINUTES=15)
	@scripts/install --packages dev
	@$(PYTHON_BIN) scripts/soak.py $(MINUTES)

lighthouse: ## Lighthouse for phones over every kind of public page: 98/100/100/100, or it fails (needs chromium)
	@scripts/install --packages dev
	@$(PYTHON_BIN) scripts/lighthouse.py $(KINDS)

messages: ## Bring new message ids into the catalogues and name what is untranslated
	@scripts/install --packages dev
	@$(PYTHON_BIN) scripts/messages.py update

services: ## Real PostgreSQL, Redis (and Elasticsearch: SERVICES="elasticsearch") for tests
	@tests/services/services start $(or $(SERVICES),postgres redis)
