# Two commands matter: `make demo` and `make test`. Each makes what it needs.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
JOBS   ?= 2

.PHONY: demo test lint bench words readme pictures clean

$(VENV)/.run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test,lint]'
	@touch $@

$(VENV)/.bench: $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@

demo: $(VENV)/.run
	$(BIN)/linkage demo

test: $(VENV)/.test
	$(BIN)/pytest --numprocesses=$(JOBS) --dist=worksteal

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Speed and quality beside what could be used instead; BENCH='--sizes 3k --out FILE' asks for less and keeps it.
bench: $(VENV)/.bench
	$(BIN)/python -m bench $(BENCH)

# The strings that pages show, collected for translators.
words: $(VENV)/.test
	$(BIN)/pybabel extract --quiet -F babel.cfg -k N_ -k _l --no-location --sort-output -o webapp/translations/messages.pot .

# The parts of the README that are made from the program: settings and commands.
readme: $(VENV)/.run
	$(BIN)/python -m webapp.readme

# The README's picture, taken by the journey test in a real browser.
pictures: $(VENV)/.test
	$(BIN)/pytest --quiet tests/journeys
	mkdir -p docs/pictures
	cp test-results/pictures/find.png docs/pictures/find.png

clean:
	rm -rf $(VENV) instance build *.egg-info
