"""Reminders: who gets one, what it asks, and what it never says."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.livraisons.completude_mots import titre
from pipelines.livraisons.relances import Expediteur, ecrire_relances, relances
from tests.completude.monde import CCAS, METROPOLE, REGIE, SPL, VILLE
from tests.completude.test_grille import GRILLE

LIGNES = list(GRILLE.values())
QUI = Expediteur(
    "exemple",
    "SPASER d'exemple",
    "Métropole d'Exemple",
    date(2026, 3, 15),
    True,
    "commande-publique@exemple.invalid",
)
TEXTES = relances(LIGNES, QUI)


def test_only_those_who_owe_something_get_one() -> None:
    """Ville: partial; CCAS: refused; Régie: partial and missing; SPL: missing. The Métropole owes nothing."""
    assert list(TEXTES) == [VILLE, CCAS, REGIE, SPL]
    assert METROPOLE not in TEXTES


def test_what_is_not_due_yet_is_recalled_and_is_no_reason_for_a_letter() -> None:
    a_venir = [x for x in LIGNES if x["etat"] == "en_attente"]
    assert relances(a_venir, QUI) == {}
    fin = TEXTES[SPL].split("À venir")[1]
    assert titre("programmation") in fin
    assert "au plus tard le 31/03/2026" in fin


def test_a_letter_says_what_for_when_with_which_template_and_how() -> None:
    texte = TEXTES[CCAS]
    assert "Registre des contrats, 2025 (du 01/01/2025 au 31/03/2025)" in texte
    assert "État : refusé. Les colonnes ne sont pas celles du registre." in texte
    assert "Date limite : 30/05/2025." in texte
    assert "spaser schemas template registre_contrats" in texte
    assert (
        f"spaser livrer exemple FICHIER --table registre_contrats --acheteur {CCAS} --periode 2025" in texte
    )
    assert texte.count("Date limite") == 1  # what was delivered is not asked again


def test_missing_publications_have_their_own_instructions() -> None:
    assert "profil d'acheteur" in TEXTES[SPL]
    assert "--table decp" not in TEXTES[SPL]
    assert "template decp" not in TEXTES[SPL]


def test_registers_about_persons_are_never_asked_by_e_mail() -> None:
    prive = [{**GRILLE[REGIE, "decp", "2025"], "table_attendue": "paiements", "lignes": None}]
    [texte] = relances(prive, QUI).values()
    assert "ne l'envoyez pas par courriel" in texte
    assert "ne l'envoyez pas par courriel" not in TEXTES[CCAS]


def test_a_letter_goes_to_a_service_and_says_that_it_is_fictional() -> None:
    for texte in TEXTES.values():
        assert texte.startswith("DONNÉES FICTIVES")
        assert "À l'attention du service chargé des achats" in texte
        assert "Madame, Monsieur," in texte
        assert not re.search(r"\b(M\.|Mme) [A-ZÉ]", texte)
    vrai = relances(LIGNES, replace(QUI, fictif=False, courriel=""))
    assert not any("FICTIVES" in t or "Questions" in t for t in vrai.values())


@pytest.mark.parametrize(
    "nom", ["Ville\r\nBcc: tous@exemple.invalid", "Ville {{ slug }}", "Ville\u2028suite", "V\x00\x1b[31m"]
)
def test_hostile_names_stay_on_one_line_and_are_not_read_as_a_template(nom: str) -> None:
    ligne: dict[str, Any] = {**GRILLE[REGIE, "decp", "2025"], "nom": nom}
    [texte] = relances([ligne], QUI).values()
    lignes = texte.split("\n")
    assert not any(x.startswith(("Bcc", "suite")) for x in lignes)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028]", texte)
    assert "{{ slug }}" in texte or "{{" not in nom


def test_one_file_each_dated_and_the_same_twice(tmp_path: Path) -> None:
    chemins = ecrire_relances(TEXTES, tmp_path / "a" / "b", QUI.arrete_au)
    assert [p.name for p in chemins] == [f"relance_2026-03-15_{siren}.txt" for siren in TEXTES]
    octets = [p.read_bytes() for p in chemins]
    assert [
        p.read_bytes() for p in ecrire_relances(relances(LIGNES[::-1], QUI), tmp_path / "a/b", QUI.arrete_au)
    ] == octets
    assert b"\r" not in b"".join(octets)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("")
    with pytest.raises(SpaserErreur, match="est un fichier"):
        ecrire_relances(TEXTES, tmp_path / "f", QUI.arrete_au)
