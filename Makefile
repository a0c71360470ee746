# The same lines that README prints and CI runs.
.PHONY: serve test lint bench screenshots

serve:
	python3 -m venv .venv && .venv/bin/python -m pip install -q -c constraints.txt -e . && .venv/bin/liaocheng serve

test:
	python3 -m venv .venv && .venv/bin/python -m pip install -q -c constraints.txt -e ".[test]" && .venv/bin/python -m pytest

lint:
	.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports

bench:
	.venv/bin/python -m tests.bench

screenshots:
	.venv/bin/python -m tests.ui.screenshots
