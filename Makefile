# SPASER ouvert : tout ce qui se lance d'une commande. « make » seul affiche l'aide.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PRET := $(VENV)/.pret
# udata is the software of data.gouv.fr (AGPL): never imported here, only started beside, for « make udata ».
UDATA ?= $(VENV)-udata
PORT ?= 3000
# Leaves one test process per core; « make test PYTEST="-k contrats" » passes options through.
PYTEST ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo retouches faults udata test test-packages ui lint format bench lock clean

help: ## Cette aide
	@echo "SPASER ouvert : des données de la commande publique aux données ouvertes d'un SPASER"; echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(PRET) ## Installe l'outil dans .venv (versions et empreintes verrouillées)
	@echo "Prêt : $(BIN)/spaser --help"

demo: $(PRET) ## Publie la communauté fictive « exemple » (installe d'abord, si besoin)
	@$(BIN)/spaser run exemple

test: $(PRET) test-packages ## Tous les tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(PYTEST)

retouches: $(PRET) ## Chaque ligne retouchée change son indicateur, et lui seul (make test en rejoue un tiers)
	@RETOUCHES=toutes $(BIN)/python -m pytest -n 2 --dist loadfile tests/recalcul/test_retouches.py

faults: $(PRET) test-packages ## Pannes à chaque appel d'une publication, coupures, disques pleins ; run et fetch tués 50 fois (une heure)
	@TOURS=40 $(BIN)/python -m pytest -q -s tests/publication/pannes/harnais_publication.py \
	  tests/publication/pannes/test_concurrence.py tests/publication/vie/test_corruptions.py
	@COUPURES=50 $(BIN)/python -m pytest -s tests/sources/harnais_run.py tests/sources/test_coupures.py

udata: $(PRET) $(UDATA)/.pret ## L'envoi à data.gouv.fr et le moissonnage du catalogue, contre le vrai logiciel (460 Mo la première fois)
	@UDATA_PYTHON="$(abspath $(UDATA)/bin/python)" $(BIN)/python -m pytest -q tests/udata

ui: $(PRET) ## Ouvre l'interface Dagster sur http://127.0.0.1:3000 (PORT=... pour changer)
	@mkdir -p .dagster && cp dagster_project/dagster.yaml .dagster/dagster.yaml
	@echo "Interface : http://127.0.0.1:$(PORT) (Ctrl+C pour arrêter)"
	@PYTHONWARNINGS='ignore:Function `dev_command` is superseded' DAGSTER_HOME="$(CURDIR)/.dagster" \
	  exec $(BIN)/dagster dev --host 127.0.0.1 --port $(PORT)

lint: $(PRET) ## Mise en forme, règles et types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: $(PRET) ## Remet en forme le code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

bench: $(PRET) ## Mesure lecture, mises à jour, validation, indicateurs, fournisseurs et publication (jusqu'à 30 000 000 de lignes)
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.sources
	@$(BIN)/python -m benchmarks.validation
	@$(BIN)/python -m benchmarks.indicateurs
	@$(BIN)/python -m benchmarks.referentiels
	@$(BIN)/python -m benchmarks.publication

lock: ## Refait requirements.lock depuis pyproject.toml (demande « uv »)
	@uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --python-version 3.11 \
	  --python-platform x86_64-manylinux_2_28 --extra dev --no-strip-extras pyproject.toml -o requirements.lock

clean: ## Supprime ce qui se refait (environnement, historique Dagster, dossier de travail)
	@rm -rf $(VENV) $(UDATA) .dagster data/travail build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# --- what the targets above need -----------------------------------------------------------------------------

$(PRET): $(VENV)/.paquets pyproject.toml
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.paquets: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
	  echo "Il faut Python 3.11 ; « $(PYTHON) » est $$($(PYTHON) -V 2>&1). Essayez : make $(or $(MAKECMDGOALS),setup) PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    log=$$(mktemp); echo "· paquet Debian python3-venv"; \
	    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-venv; } \
	      >"$$log" 2>&1 || { tail -n 20 "$$log"; exit 1; }; \
	  else \
	    echo "Il manque le module « venv » de Python. Sur Debian : sudo apt-get install python3-venv, puis relancez make."; exit 1; \
	  fi; }
	@echo "· environnement Python dans $(VENV) (une à trois minutes la première fois)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --progress-bar off --require-hashes -r requirements.lock 2>&1 \
	  | tee $(VENV)/pip.log \
	  | awk -v total="$$(grep -c '^[a-z].*==' requirements.lock)" \
	      '/^Collecting / {n++; if (n % 20 == 0) {print "  " n " paquets sur " total; fflush()}} \
	       /^Installing collected/ {print "  installation des " total " paquets"; fflush()}' \
	  || { echo "L'installation a échoué :"; tail -n 20 $(VENV)/pip.log; exit 1; }
	@touch $@

$(UDATA)/.pret:
	@echo "· udata 17.18.0 dans $(UDATA) (une à trois minutes)"
	@$(PYTHON) -m venv --clear $(UDATA)
	@$(UDATA)/bin/python -m pip install -qq udata==17.18.0 mongomock==4.3.0 || { rm -rf $(UDATA); exit 1; }
	@touch $@

# Some tests drive a real browser, a real LibreOffice, faults of the system. Where a tool cannot be installed, its tests
# say so at the end.
test-packages:
	@paquets=; command -v chromium >/dev/null || paquets="chromium"; \
	command -v soffice >/dev/null || paquets="$$paquets libreoffice-calc"; \
	command -v gcc >/dev/null || paquets="$$paquets gcc libc6-dev"; \
	for outil in strace faketime; do command -v $$outil >/dev/null || paquets="$$paquets $$outil"; done; \
	command -v ssh-keygen >/dev/null || paquets="$$paquets openssh-client"; \
	if [ -n "$$paquets" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  log=$$(mktemp); echo "· paquets Debian pour les tests : $$paquets"; \
	  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$paquets; } \
	    >"$$log" 2>&1 || echo "  ils n'ont pas pu être installés (détail : $$log) ; on continue sans"; \
	fi
