"""Law 8: a refused delivery changes nothing in force; otherwise wrong rows wait and the rest advances."""

import stat
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.commun.fichiers import sha256
from tests.livraisons.outils import Depot, contrat

DIX = [contrat(f"A{n}", f"2024-0{n % 9 + 1}-01") for n in range(10)]


@pytest.fixture
def livre(depot: Depot) -> Depot:
    """Ten contracts of 2024 in force."""
    depot.livrer("avant", "registre_contrats", "2024", DIX)
    return depot


def refus(depot: Depot) -> tuple[str, str | None]:
    """What became of « apres », once it is sure that « avant » is in force whole."""
    depot.etablir()
    etats = depot.etats()
    assert (etats["avant"]["etat"], etats["avant"]["en_vigueur"]) == ("en_vigueur", 10)
    assert [ligne[0] for ligne in depot.lire("registre_contrats", "reference")] == [
        c["reference"] for c in DIX
    ]
    assert etats["apres"]["explication"]
    assert depot.lire("lignes_en_attente") == depot.lire("lignes_disparues") == []
    return etats["apres"]["etat"], etats["apres"]["motif"]


def test_a_wrong_row_waits_with_its_place_and_rules(livre: Depot):
    fausse = contrat("B9", "2024-13-01", statut="fini", montant_ht_eur="abc")
    livre.livrer("apres", "registre_contrats", "2024", [*DIX[:8], fausse], "2026-02-01")
    livre.etablir()
    assert len(livre.lire("registre_contrats")) == 8
    [(ou, table, ligne, enregistrement, regles)] = livre.lire("lignes_en_attente")
    assert (ou, table, ligne, enregistrement) == ("apres", "registre_contrats", 10, 10)
    assert {r.split(" : ")[0] for r in regles.split(" ; ")} == {
        "date_notification",
        "statut",
        "montant_ht_eur",
    }
    assert livre.etats()["apres"]["en_attente"] == 1


@pytest.mark.parametrize(("fausses", "acceptee"), [(2, True), (3, False)])
def test_more_than_a_fifth_of_wrong_rows_refuses_the_file(livre: Depot, fausses: int, acceptee: bool):
    lignes = [c | {"statut": "fini"} if n < fausses else c for n, c in enumerate(DIX)]
    livre.livrer("apres", "registre_contrats", "2024", lignes, "2026-02-01")
    if acceptee:
        livre.etablir()
        assert livre.etats()["apres"]["en_attente"] == 2
    else:
        assert refus(livre) == ("refusee", "trop_de_lignes_fausses")


def test_rows_of_another_slice_count_as_wrong(livre: Depot):
    livre.livrer("apres", "registre_contrats", "2025", DIX, "2026-02-01")
    assert refus(livre) == ("refusee", "trop_de_lignes_fausses")


def test_a_key_twice_refuses_the_file(livre: Depot):
    livre.livrer("apres", "registre_contrats", "2024", [*DIX, DIX[3]], "2026-02-01")
    assert refus(livre) == ("refusee", "cle_en_double")


def test_a_missing_required_column_refuses_the_file(livre: Depot):
    path = livre.livrer("apres", "registre_contrats", "2024", DIX, "2026-02-01")
    path.write_text(path.read_text().replace("statut", "stat", 1), encoding="utf-8")
    assert refus(livre)[0] == "refusee"


@pytest.mark.parametrize("texte", ["", "\x00\x01\x02", 'acheteur_siren,reference\n"000001016,A\n'])
def test_what_cannot_be_read_refuses_the_file(livre: Depot, texte: str):
    livre.livrer("apres", "registre_contrats", "2024", texte, "2026-02-01")
    assert refus(livre)[0] == "refusee"


def test_a_file_cut_inside_a_quote_is_refused(livre: Depot):
    path = livre.livrer(
        "apres", "registre_contrats", "2024", [c | {"objet": "a, b"} for c in DIX], "2026-02-01"
    )
    octets = path.read_bytes()
    path.write_bytes(octets[: octets.rindex(b'"')])
    assert refus(livre)[0] == "refusee"


@pytest.mark.parametrize(("lignes", "acceptee"), [(5, True), (4, False)])
def test_volume_fallen_by_half_needs_a_word(livre: Depot, lignes: int, acceptee: bool):
    livre.livrer("apres", "registre_contrats", "2024", DIX[:lignes], "2026-02-01")
    if acceptee:
        livre.etablir()
        assert livre.etats()["apres"]["etat"] == "en_vigueur"
    else:
        assert refus(livre) == ("refusee", "volume_en_baisse")


@pytest.mark.parametrize("lignes", [DIX[:1], []])
def test_the_word_lets_it_through(livre: Depot, lignes: list):
    livre.livrer("apres", "registre_contrats", "2024", lignes, "2026-02-01", disparitions_confirmees="true")
    livre.etablir()
    assert len(livre.lire("registre_contrats")) == len(lignes)
    assert {ligne[-1] for ligne in livre.lire("lignes_disparues")} == {"confirmee"}
    assert livre.etats()["avant"]["etat"] == "remplacee"


def test_titles_alone_are_refused_without_a_word(livre: Depot):
    livre.livrer("apres", "registre_contrats", "2024", [], "2026-02-01")
    assert refus(livre) == ("refusee", "sans_donnees")


def test_vanished_rows_are_listed_until_they_come_back(livre: Depot):
    livre.livrer("apres", "registre_contrats", "2024", DIX[2:], "2026-02-01")
    livre.etablir()
    assert livre.lire("lignes_disparues", "livraison_id, livraison_precedente, ligne, cle, etat") == [
        ("apres", "avant", 2, "000001016 | A0", "a_confirmer"),
        ("apres", "avant", 3, "000001016 | A1", "a_confirmer"),
    ]
    livre.livrer("retour", "registre_contrats", "2024", DIX[1:], "2026-03-01")
    livre.etablir()
    assert livre.lire("lignes_disparues", "cle") == [("000001016 | A0",)]


def test_a_row_that_waits_has_not_vanished(livre: Depot):
    livre.livrer("apres", "registre_contrats", "2024", [DIX[0] | {"statut": "fini"}, *DIX[1:]], "2026-02-01")
    livre.etablir()
    assert livre.lire("lignes_disparues") == []


def test_a_missing_file_leaves_the_former_one(livre: Depot):
    livre.livrer("apres", "registre_contrats", "2024", DIX[:9], "2026-02-01").unlink()
    assert refus(livre) == ("refusee", "fichier_introuvable")


def test_a_file_changed_since_its_delivery_is_refused(livre: Depot):
    path = livre.livrer("apres", "registre_contrats", "2024", DIX[:9], "2026-02-01")
    empreinte = sha256(path)[:12]
    nom = f"registres/contrats_{empreinte}.csv"
    path.rename(livre.base / nom)
    livre.journal.pop()
    path = livre.livrer("apres", "registre_contrats", "2024", DIX[:9], "2026-02-01", fichier=nom)
    livre.etablir()
    assert livre.etats()["apres"]["etat"] == "en_vigueur"
    path.write_bytes(path.read_bytes() + b"\n")
    assert refus(livre) == ("refusee", "fichier_change")


def test_a_link_out_of_the_folder_is_refused(livre: Depot, tmp_path: Path):
    path = livre.livrer("apres", "registre_contrats", "2024", DIX[:9], "2026-02-01")
    path.rename(tmp_path / "ailleurs.csv")
    path.symlink_to(tmp_path / "ailleurs.csv")
    assert refus(livre) == ("refusee", "hors_du_dossier")


def test_an_encoding_is_declared_never_guessed(livre: Depot):
    path = livre.livrer(
        "apres", "registre_contrats", "2024", [DIX[0] | {"objet": "Été"}, *DIX[1:]], "2026-02-01"
    )
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252"))
    assert refus(livre)[0] == "refusee"
    livre.journal[-1]["encodage"] = "cp1252"
    livre.livrer("rien", "rapprochements", "tout", [])
    livre.etablir()
    assert livre.lire("registre_contrats", "objet")[0] == ("Été",)


def test_a_wrong_log_stops_everything(livre: Depot):
    livre.journal[0]["periode"] = "l'an dernier"
    livre.livrer("apres", "registre_contrats", "2024", DIX[:9], "2026-02-01")
    with pytest.raises(SpaserErreur, match="Journal des livraisons"):
        livre.etablir()


def test_what_is_made_is_for_its_owner_alone(livre: Depot):
    livre.etablir()
    assert stat.S_IMODE(livre.sortie.stat().st_mode) == 0o700
    assert {stat.S_IMODE(p.stat().st_mode) for p in livre.sortie.iterdir()} == {0o600}
    assert not [p for p in livre.sortie.iterdir() if p.name.startswith(".")]
