"""The preview: what is written beside what is read, proposals that are never applied, and nobody's values."""

from pathlib import Path

from pipelines.registres.apercu import apercu, nature, proposer
from pipelines.registres.correspondance import lire_correspondance
from tests.registres.outils import NOMS, SCHEMA, classeur, texte

PUBLIC = SCHEMA | {"fields": [c for c in SCHEMA["fields"] if c["rgpd"] == "aucune"]}


def test_written_beside_read(tmp_path: Path):
    path = texte(
        tmp_path,
        "acheteur_siren;reference;montant_ht_eur;pseudonyme;Montant du marché;Agent\n"
        "000000019;A;1 234,50;Dupont 75;9;Martin\n000000019;B;;0612345678;9;Martin\n",
    )
    vu = apercu(path, SCHEMA, tmp_path / "a")
    par_titre = {v.colonne.titre: v for v in vu.colonnes}
    assert par_titre["montant_ht_eur"].exemples == (("1 234,50", "1234.50"),)
    assert par_titre["pseudonyme"].exemples == (("texte", "texte"), ("10 chiffres", "10 chiffres"))
    assert par_titre["Agent"].exemples == ()
    assert "Martin" not in repr(vu)
    assert "Dupont" not in repr(vu)
    assert vu.refus is None
    assert set(vu.absentes) == set(NOMS) - {"acheteur_siren", "reference", "montant_ht_eur", "pseudonyme"}


def test_proposals_are_only_proposals(tmp_path: Path):
    path = texte(tmp_path, "acheteur_siren;reference;Siret titulaire;Innovante\n1;A;2;oui\n")
    vu = apercu(path, SCHEMA, tmp_path / "a")
    propositions = {v.colonne.titre: v.propositions for v in vu.colonnes if not v.colonne.champ}
    assert propositions["Siret titulaire"][0] == "titulaire_siret"
    assert propositions["Innovante"] == ("innovant",)
    assert "innovant" in vu.absentes
    regles = tmp_path / "c.yaml"
    regles.write_text(
        'colonnes:\n  "Siret titulaire": titulaire_siret\nignorer: ["Innovante"]\n', encoding="utf-8"
    )
    vu = apercu(path, SCHEMA, tmp_path / "a", lire_correspondance(regles))
    assert [v.propositions for v in vu.colonnes] == [(), (), (), ()]


def test_a_refused_file_still_shows_what_its_titles_resemble(tmp_path: Path):
    lignes = [["Réf. du contrat", "Montants HT", "Couleur"], ["A", 1, "x"]]
    for path in (
        classeur(tmp_path, lignes),
        texte(tmp_path, "Réf. du contrat;Montants HT;Couleur\nA;1;x\n".encode("cp1252")),
    ):
        vu = apercu(path, PUBLIC, tmp_path / "a")
        assert vu.refus
        assert [(v.colonne.titre[0], v.propositions[:1]) for v in vu.colonnes] == [
            ("R", ("reference",)),
            ("M", ("montant_ht_eur",)),
            ("C", ()),
        ]


def test_a_file_of_persons_without_titles_shows_nobody(tmp_path: Path):
    vu = apercu(texte(tmp_path, "Dupont;Marie;Bordeaux\nMartin;Jean;Pessac\n"), SCHEMA, tmp_path / "a")
    assert vu.colonnes == ()
    assert "Dupont" not in repr(vu)


def test_kinds():
    assert [nature(t) for t in ("123", " 05/01/2024", "1 234,5", "2024-01-05", "Dupont 3")] == [
        "3 chiffres",
        "date",
        "nombre",
        "date",
        "texte",
    ]
    assert proposer("", SCHEMA, NOMS) == ()
