"""The reader: every published wrapper gives the same columns, and nothing that is published is dropped."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.decp.lecture import lire_fichiers
from tests.decp.outils import (
    FABRE,
    GARNIER,
    VILLE,
    document,
    lignes,
    lire,
    marche,
    titulaires,
    une,
)

EMBALLAGES = Path(__file__).parents[2] / "data/raw/exemple/decp/emballages"
NU_FABRE = {"typeIdentifiant": "SIRET", "id": FABRE}
NU_GARNIER = {"typeIdentifiant": "SIRET", "id": GARNIER}


def fournisseurs(ligne: dict[str, Any]) -> list[str | None]:
    """The ids of the suppliers of a row, wrapped or not."""
    lus = ligne["titulaires"] or ligne["concessionnaires"] or []
    for enveloppe in ("titulaire", "concessionnaire"):
        lus = [lu.get(enveloppe) or lu for lu in lus]
    return [lu["id"] for lu in lus]


def modifications(ligne: dict[str, Any]) -> list[dict[str, Any]]:
    """The modifications of a row, wrapped or not, with their filled fields only."""
    nues = [m["modification"] or m for m in ligne["modifications"] or []]
    return [{cle: v for cle, v in m.items() if v is not None} for m in nues]


# -- the twelve wrappers (reference/decp.md §1.6) ------------------------------------------------------------


@pytest.mark.parametrize("chemin", sorted(EMBALLAGES.iterdir()), ids=lambda chemin: chemin.stem)
def test_each_published_wrapper_is_read_whole(chemin: Path, tmp_path: Path) -> None:
    staging = tmp_path / "staging"
    (source,) = lire_fichiers([chemin], staging)
    lues = lignes(staging)
    assert (source.refus, source.lus) == (None, len(lues))
    assert len(lues) > 0
    for lue in lues:
        if "null" in chemin.stem and lue["motif"]:
            assert (lue["motif"], lue["brut"]) == ("pas_un_objet", "null")
            continue
        assert lue["motif"] is None
        assert lue["id"].startswith("202")
        assert len(lue["acheteur_id"]) == 14
        assert lue["objet"].startswith("Prestation emballée numéro ")
        assert lue["montant"] >= 20_000
        assert lue["date_notification"].year in (2023, 2024)
        assert len(fournisseurs(lue)) == {"v05": 2, "v07": 0}.get(chemin.stem[:3], 1)
        hors_forme = {"v07": "titulaires", "v08": "modifications"}.get(chemin.stem[:3], "rien")
        assert lue["champs_inconnus"] is None or hors_forme in lue["champs_inconnus"]
        if chemin.stem.endswith(("v03_xml_2022", "v09_scalaire")):
            assert "Clause sociale" in lue["sociales"]
            assert lue["types_prix"] == ["Définitif ferme"]


VARIANTES: dict[str, tuple[str, bytes]] = {
    "1 liste 2019": ("json", json.dumps({"marches": [marche(titulaires=[NU_FABRE])]}).encode()),
    "2 genres 2022": ("json", document(marche())),
    "2 genres à la racine": ("json", json.dumps({"marche": [marche()], "contrat-concession": []}).encode()),
    "2 objet au lieu d'une liste": ("json", json.dumps({"marches": {"marche": marche()}}).encode()),
    "liste nue": ("json", json.dumps([marche()]).encode()),
    "un seul enregistrement": ("json", json.dumps(marche()).encode()),
    "3 XML": (
        "xml",
        f"""<?xml version="1.0" encoding="UTF-8"?>
        <d:marches xmlns:d="http://exemple.invalid/decp" fictif="oui"><d:marche><id>2024M01</id>
        <acheteur><id>{VILLE}</id></acheteur><objet>Réfection de la toiture du gymnase</objet>
        <montant>100000</montant><dateNotification>2024-03-01</dateNotification>
        <datePublicationDonnees>2024-04-01</datePublicationDonnees><titulaires><titulaire>
        <typeIdentifiant>SIRET</typeIdentifiant><id>{FABRE}</id></titulaire></titulaires>
        </d:marche></d:marches>""".encode(),
    ),
    "4 acheteur plat": ("json", document(marche(acheteur=None) | {"acheteur.id": VILLE})),
    "4 acheteur chaîne": ("json", document(marche(acheteur=VILLE))),
    "5 liste dans l'objet": ("json", document(marche(titulaires={"titulaire": [NU_FABRE]}))),
    "5 liste dans l'enveloppe": ("json", document(marche(titulaires=[{"titulaire": [NU_FABRE]}]))),
    "5 un objet": ("json", document(marche(titulaires={"titulaire": NU_FABRE}))),
    "6 imbriqués": ("json", document(marche(titulaires=[[[NU_FABRE]]]))),
    "8 modifications null": ("json", document(marche() | {"modifications": None})),
    "8 modifications chaîne": ("json", document(marche(modifications=""))),
    "8 modifications vides": ("json", document(marche(modifications=[]))),
    "9 montant en texte": ("json", document(marche(montant="100000"))),
    "10 titulaire sans s": ("json", document(marche(titulaires=None, titulaire=[NU_FABRE]))),
    "11 champ null": ("json", document(marche() | {"ccag": None, "idAccordCadre": None})),
    "12 BOM": ("json", b"\xef\xbb\xbf" + document(marche())),
    "12 blancs": ("json", b"\n\n  \t" + json.dumps(json.loads(document(marche())), indent=4).encode()),
}


@pytest.mark.parametrize("nom", VARIANTES)
def test_one_record_in_every_wrapper_says_the_same(nom: str, tmp_path: Path) -> None:
    genre, contenu = VARIANTES[nom]
    lue = une(tmp_path, **{f"f_{genre}": contenu})
    assert (lue["id"], lue["acheteur_id"], lue["objet"]) == (
        "2024M01",
        VILLE,
        "Réfection de la toiture du gymnase",
    )
    assert (int(lue["montant"]), str(lue["date_notification"])) == (100_000, "2024-03-01")
    assert fournisseurs(lue) == [FABRE]
    assert modifications(lue) == []
    assert (lue["genre"], lue["motif"]) == ("marche", None)
    # the empty text that stands for modifications is no list: it is kept
    attendu = '{"modifications[1]":""}' if nom == "8 modifications chaîne" else None
    assert lue["champs_inconnus"] == attendu


def test_a_string_in_place_of_a_supplier_is_kept_and_names_nobody(tmp_path: Path) -> None:
    lue = une(
        tmp_path, f_json=document(marche(titulaires=[{"titulaire": "typeIdentifiant"}, {"titulaire": "id"}]))
    )
    assert fournisseurs(lue) == []
    assert json.loads(lue["champs_inconnus"]) == {
        "titulaires[1].titulaire": "typeIdentifiant",
        "titulaires[2].titulaire": "id",
    }


M1 = {"id": 1, "dateNotificationModification": "2024-09-02", "montant": 120_000}


@pytest.mark.parametrize(
    "forme",
    [
        [{"modification": M1}],
        [M1],
        {"modification": [M1]},
        {"modification": M1},
        M1,
        [[{"modification": M1}]],
    ],
    ids=["2022", "2019", "liste dans l'objet", "objet", "objet nu", "imbriquée"],
)
def test_a_modification_in_every_wrapper(forme: Any, tmp_path: Path) -> None:
    lue = une(tmp_path, f_json=document(marche(modifications=forme)))
    assert modifications(lue) == [
        {"id": "1", "dateNotificationModification": "2024-09-02", "montant": "120000"}
    ]
    assert lue["champs_inconnus"] is None


@pytest.mark.parametrize(
    "champs",
    [
        {"techniques": {"technique": ["Accord-cadre"]}, "typesPrix": {"typePrix": ["Provisoire"]}},
        {"techniques": {"technique": "Accord-cadre"}, "typesPrix": {"typePrix": "Provisoire"}},
        {"techniques": "Accord-cadre", "typesPrix": "Provisoire"},
        {"techniques": ["Accord-cadre"], "typesPrix": ["Provisoire"]},
        {"techniques": [{"technique": "Accord-cadre"}], "typesPrix": [{"typePrix": "Provisoire"}]},
        {"technique": ["Accord-cadre"], "typePrix": ["Provisoire"]},
        {"technique": "Accord-cadre", "TypePrix": "Provisoire"},
    ],
)
def test_lists_scalars_and_version_2_0_0_say_the_same(champs: dict[str, Any], tmp_path: Path) -> None:
    lue = une(tmp_path, f_json=document(marche(**champs)))
    assert (lue["techniques"], lue["types_prix"]) == (["Accord-cadre"], ["Provisoire"])
    assert (lue["format"], lue["champs_inconnus"]) == ("2022", None)


def test_what_is_no_object_is_quarantined_in_its_place(tmp_path: Path) -> None:
    (source,), lues = lire(tmp_path, f_json=document(None, marche("A"), "texte", 12, [1], True, marche("B")))
    assert source.lus == 7
    assert [lue["motif"] for lue in lues] == ["pas_un_objet", None, *["pas_un_objet"] * 4, None]
    assert [lue["brut"] for lue in lues if lue["brut"]] == ["null", '"texte"', "12", "[1]", "true"]
    assert [lue["id"] for lue in lues if lue["id"]] == ["A", "B"]


@pytest.mark.parametrize(
    "contenu",
    [
        b'{"marches":[]}',
        b'{"marches":null}',
        b'{"marches":{}}',
        b'{"marches":{"marche":[],"contrat-concession":null}}',
        b'{"marches":{"marche":null}}',
        b"[]",
        b"<marches/>",
        b'<?xml version="1.0"?><marches></marches>',
        b"id,acheteur_id,titulaire_id,montant,dateNotification\n",
    ],
)
def test_an_envelope_without_records_is_an_empty_file_and_no_refusal(contenu: bytes, tmp_path: Path) -> None:
    (source,), lues = lire(tmp_path, f_json=contenu)
    assert (source.refus, source.lus, lues) == (None, 0, [])


def test_other_keys_of_the_envelope_are_passed_over_wherever_they_stand(tmp_path: Path) -> None:
    un, deux = json.dumps(marche("A")), json.dumps(marche("B"))
    texte = (
        f'{{"$schema":{{"marche":[1]}},"marches":{{"total":[{un}],"marche":[{un}],"x":"marche"}},'
        f'"fictif":true,"marche":[{deux}]}}'
    )
    (source,), lues = lire(tmp_path, f_json=texte.encode())
    assert (source.lus, [lue["id"] for lue in lues]) == (2, ["A", "B"])


def test_an_envelope_is_told_by_its_keys_and_not_by_words_in_a_record(tmp_path: Path) -> None:
    assert une(tmp_path, f_json=json.dumps(marche(objet="marches")).encode())["objet"] == "marches"


def test_a_document_without_any_envelope_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.decp.flux.BLOC", 64)
    (source,), _ = lire(tmp_path, f_json=json.dumps({"data": [marche()] * 3}).encode())
    assert source.lus is None
    assert "aucune liste « marches »" in str(source.refus)


# -- concessions -----------------------------------------------------------------------------------------------

CONCESSION: dict[str, Any] = {
    "id": "2024C01",
    "autoriteConcedante": {"id": VILLE},
    "nature": "Concession de service",
    "objet": "Exploitation de la piscine",
    "procedure": "Procédure négociée ouverte",
    "dureeMois": 120,
    "dateSignature": "2024-02-01",
    "datePublicationDonnees": "2024-03-01",
    "dateDebutExecution": "2024-04-01",
    "valeurGlobale": 2_500_000.5,
    "montantSubventionPublique": 50_000,
}
TARIFS = [{"intituleTarif": "Plein tarif", "tarif": 4.5}, {"intituleTarif": "Enfants", "tarif": 2}]
ANNEE = {"datePublicationDonneesExecution": "2025-03-01", "depensesInvestissement": 12_000}
EN_2019 = {
    "_type": "Contrat de concession",
    "concessionnaires": [NU_FABRE],
    "donneesExecution": [{**ANNEE, "tarifs": TARIFS}],
}
EN_2022 = {
    "concessionnaires": [{"concessionnaire": NU_FABRE}],
    "donneesExecution": [{"donneesAnnuelles": {**ANNEE, "tarifs": [{"tarif": t} for t in TARIFS]}}],
}
_TARIFS_XML = "".join(
    f"<tarif><intituleTarif>{t['intituleTarif']}</intituleTarif><tarif>{t['tarif']}</tarif></tarif>"
    for t in TARIFS
)


def _xml(nom: str, valeur: Any) -> str:
    if isinstance(valeur, dict):
        return f"<{nom}>{''.join(_xml(cle, v) for cle, v in valeur.items())}</{nom}>"
    return f"<{nom}>{valeur}</{nom}>"


EN_XML = (
    "<marches><contrat-concession>"
    + "".join(_xml(cle, valeur) for cle, valeur in CONCESSION.items())
    + f"<concessionnaires>{_xml('concessionnaire', NU_FABRE)}</concessionnaires>"
    + f"<donneesExecution><donneesAnnuelles>{''.join(_xml(c, v) for c, v in ANNEE.items())}"
    + f"<tarifs>{_TARIFS_XML}</tarifs></donneesAnnuelles></donneesExecution>"
    + "</contrat-concession></marches>"
)


@pytest.mark.parametrize(
    "fichier",
    [
        {"f_json": json.dumps({"marches": [CONCESSION | EN_2019]}).encode()},
        {"f_json": json.dumps({"marches": {"contrat-concession": [CONCESSION | EN_2022]}}).encode()},
        {"f_json": json.dumps({"marches": {"contrat-concession": [CONCESSION | EN_2019]}}).encode()},
        {"f_xml": EN_XML.encode()},
    ],
    ids=["2019 en ligne", "2022 emballée", "2019 dans l'enveloppe 2022", "XML"],
)
def test_a_concession_with_its_execution_and_tariffs(fichier: dict[str, bytes], tmp_path: Path) -> None:
    lue = une(tmp_path, **fichier)
    assert (lue["genre"], lue["id"], lue["acheteur_id"]) == ("concession", "2024C01", VILLE)
    assert (float(lue["montant"]), str(lue["date_notification"])) == (2_500_000.5, "2024-02-01")
    assert (lue["date_debut_publiee"], lue["subvention_publiee"]) == ("2024-04-01", "50000")
    assert fournisseurs(lue) == [FABRE]
    (emballee,) = lue["execution"]
    annee = emballee["donneesAnnuelles"] or emballee
    assert (annee["datePublicationDonneesExecution"], annee["depensesInvestissement"]) == (
        "2025-03-01",
        "12000",
    )
    # 2022 wraps a tariff in an object of the same name, which a text column keeps as JSON
    tarifs = [json.loads(t["tarif"]) if t["tarif"].startswith("{") else t for t in annee["tarifs"]]
    assert [(t["intituleTarif"], str(t["tarif"])) for t in tarifs] == [
        ("Plein tarif", "4.5"),
        ("Enfants", "2"),
    ]
    assert lue["champs_inconnus"] is None


def test_marches_and_concessions_of_one_file_keep_their_order(tmp_path: Path) -> None:
    contenu = document(marche("A"), marche("B"), concessions=[CONCESSION | EN_2022])
    _, lues = lire(tmp_path, f_json=contenu)
    assert [(lue["genre"], lue["id"]) for lue in lues] == [
        ("marche", "A"),
        ("marche", "B"),
        ("concession", "2024C01"),
    ]


# -- one content, however it is written ------------------------------------------------------------------------

COMPLET = marche(
    nature="Marché",
    codeCPV="45261900",
    techniques={"technique": ["Accord-cadre", "Concours"]},
    considerationsSociales={"considerationSociale": ["Clause sociale", "Critère social"]},
    modifications=[{"modification": M1 | {"titulaires": titulaires(GARNIER)}}],
    actesSousTraitance=[
        {
            "acteSousTraitance": {
                "id": 1,
                "sousTraitant": NU_GARNIER,
                "montant": 5_000,
                "variationPrix": "Ferme",
            }
        }
    ],
    modificationsActesSousTraitance=[{"modificationActeSousTraitance": {"id": 1, "montant": 6_000}}],
    lieuExecution={"code": "2A004", "typeCode": "Code commune"},
)


def _renverse(valeur: Any) -> Any:
    if isinstance(valeur, dict):
        return {cle: _renverse(v) for cle, v in reversed(valeur.items())}
    return [_renverse(v) for v in valeur] if isinstance(valeur, list) else valeur


def _en_xml(nom: str, valeur: Any) -> str:
    """XML as producers write it: lists of wrapped objects and of scalars are repeated elements."""
    if isinstance(valeur, list):
        if all(isinstance(v, dict) for v in valeur):
            return f"<{nom}>{''.join(_en_xml(c, x) for v in valeur for c, x in v.items())}</{nom}>"
        return "".join(_en_xml(nom, v) for v in valeur)
    if isinstance(valeur, dict):
        return f"<{nom}>{''.join(_en_xml(cle, v) for cle, v in valeur.items())}</{nom}>"
    return f"<{nom}>{valeur}</{nom}>"


def test_json_reordered_json_and_xml_give_the_same_row(tmp_path: Path) -> None:
    xml = f"<marches>{_en_xml('marche', COMPLET)}</marches>"
    _, lues = lire(
        tmp_path,
        a_json=document(COMPLET),
        b_json=document(_renverse(COMPLET)),
        c_json=json.dumps(json.loads(document(COMPLET)), indent=3).encode(),
        d_xml=xml.encode(),
        e_xml=xml.encode("ascii", "xmlcharrefreplace"),
        f_xml=('<?xml version="1.0" encoding="ISO-8859-1"?>' + xml).encode("latin-1"),
        g_json=document(COMPLET | {"titulaires": {"titulaire": [NU_FABRE]}}),
    )
    assert len(lues) == 7
    for lue in lues[1:]:
        assert lue == lues[0]
    assert lues[0]["lieu_code"] == "2A004"
    assert lues[0]["actes"][0]["acteSousTraitance"]["sousTraitant"]["id"] == GARNIER


def test_a_repeated_field_keeps_its_first_value_and_loses_none(tmp_path: Path) -> None:
    texte = (
        f'{{"marches":[{{"id":"A","id":"B","acheteur":{{"id":"{VILLE}","id":"X"}},"objet":"o","montant":1,'
        '"montant":2,"titulaires":[{"id":"1","id":"2"}]}]}'
    )
    lue = une(tmp_path, f_json=texte.encode())
    assert (lue["id"], lue["acheteur_id"], lue["montant_publie"], fournisseurs(lue)) == (
        "A",
        VILLE,
        "1",
        ["1"],
    )
    assert json.loads(lue["champs_inconnus"]) == {
        "id#2": "B",
        "acheteur.id#2": "X",
        "montant#2": 2,
        "titulaires[1].id#2": "2",
    }


def test_unknown_fields_of_every_level_are_kept_under_their_path(tmp_path: Path) -> None:
    lue = une(
        tmp_path,
        f_json=document(
            marche(
                zone="A",
                detail={"a": [1, None, {"b": 2.50}]},
                acheteur={"id": VILLE, "service": "voirie"},
                titulaires=[{"titulaire": NU_FABRE | {"pme": True}, "rang": 1}],
                modifications=[{"modification": M1 | {"motif": "aléa"}}],
                techniques={"technique": ["Concours"], "nombre": 1},
            )
        ),
    )
    assert json.loads(lue["champs_inconnus"]) == {
        "zone": "A",
        "detail": {"a": [1, None, {"b": 2.5}]},
        "acheteur.service": "voirie",
        "titulaires[1].titulaire.pme": True,
        "titulaires[1].rang": 1,
        "modifications[1].modification.motif": "aléa",
        "techniques.nombre": 1,
    }
    assert fournisseurs(lue) == [FABRE]
    assert lue["techniques"] == ["Concours"]


def test_attributes_and_stray_texts_of_xml_are_kept(tmp_path: Path) -> None:
    xml = (
        f'<marches><marche ordre="7"><id>A</id><acheteur type="ville"><id>{VILLE}</id></acheteur>'
        '<objet lang="fr">Bancs</objet><codeCPV>abc<br/>def</codeCPV></marche><marche>perdu</marche></marches>'
    )
    (source,), lues = lire(tmp_path, f_xml=xml.encode())
    assert (source.lus, lues[0]["objet"]) == (2, "Bancs")
    assert json.loads(lues[0]["champs_inconnus"]) == {
        "@ordre": "7",
        "acheteur.@type": "ville",
        "objet@lang": "fr",
        "codeCPV": {"#text": "abc def", "br": None},
    }
    assert (lues[1]["motif"], lues[1]["brut"]) == ("pas_un_objet", "perdu")


# -- bytes ------------------------------------------------------------------------------------------------------


def test_the_format_is_found_in_the_bytes_and_not_in_the_name(tmp_path: Path) -> None:
    csv = f"id,acheteur_id,titulaire_id,montant,dateNotification\nC,{VILLE},{FABRE},10,2024-01-01\n"
    xml = f"<marches><marche><id>B</id><acheteur><id>{VILLE}</id></acheteur></marche></marches>"
    sources, lues = lire(tmp_path, a_csv=document(marche("A")), b_json=xml.encode(), c_xml=csv.encode())
    assert [source.format for source in sources] == ["json", "xml", "csv"]
    assert [lue["id"] for lue in lues] == ["A", "B", "C"]


@pytest.mark.parametrize("enveloppe", ["liste", "seul", "entete"])
def test_stray_backslashes_are_kept_and_counted(enveloppe: str, tmp_path: Path) -> None:
    corps = json.dumps(marche(objet="l'eau d'ici \\ \n é")).replace("'", "\\'")
    texte = {
        "liste": f'{{"marches":[{corps}]}}',
        "seul": corps,
        "entete": f'{{"titre":"l\\\'eau","marches":[{corps}]}}',
    }[enveloppe]
    (source,), lues = lire(tmp_path, f_json=texte.encode())
    assert source.refus is None
    assert source.reparations == {"antislash": 3 if enveloppe == "entete" else 2}
    assert [lue["objet"] for lue in lues] == ["l\\'eau d\\'ici \\ \n é"]


def test_a_fault_after_stray_backslashes_is_shown_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bons = [json.dumps(marche(f"M{n}", objet="l'eau d'ici")).replace("'", "\\'") for n in range(40)]
    texte = '{"marches":[\n' + ",\n".join([*bons, '{"id":"X",  "montant": NaN}']) + "]}"
    for bloc in (256, 1 << 23):
        monkeypatch.setattr("pipelines.decp.flux.BLOC", bloc)
        monkeypatch.setattr("pipelines.decp.enveloppes.BLOC", bloc)
        (source,), _ = lire(tmp_path / str(bloc), f_json=texte.encode())
        assert str(source.refus).startswith("f.json : ligne 42, colonne 24 : la valeur NaN n'existe pas")


def test_control_characters_of_xml_become_blanks_and_are_counted(tmp_path: Path) -> None:
    xml = "<marches><marche><id>A</id><objet>a\x07b\x01</objet></marche></marches>"
    (source,), lues = lire(tmp_path, f_xml=xml.encode())
    assert (lues[0]["objet"], source.reparations) == ("a b", {"controle": 2})


def test_numbers_stay_as_published_and_are_read_beside(tmp_path: Path) -> None:
    bruts = ["12.50", "1e3", "0.1", "-5", "123456789012.34", '"12 000"', '"1 234,56"', "true"]
    texte = "[" + ",".join(f'{{"id":"{n}","montant":{brut}}}' for n, brut in enumerate(bruts)) + "]"
    _, lues = lire(tmp_path, f_json=texte.encode())
    lus = [None if lue["montant"] is None else str(lue["montant"]) for lue in lues]
    assert lus == ["12.50", "1000.00", "0.10", "-5.00", "123456789012.34", None, None, None]
    assert [lue["montant_publie"] for lue in lues][5:] == ["12 000", "1 234,56", "true"]


# -- the flat CSV -----------------------------------------------------------------------------------------------

ENTETE = "id,acheteur_id,titulaire_id,montant,dateNotification,objet,extra"
LIGNE = f'A,{VILLE},{FABRE},"1000.50",2024-01-01,"Voirie, lot ""2""\nrue des Lilas",x'


@pytest.mark.parametrize(
    "texte",
    [
        f"{ENTETE}\n{LIGNE}\n",
        f"{ENTETE}\n{LIGNE}",
        f"\ufeff{ENTETE}\n{LIGNE}\n",
        f"{ENTETE}\n\n{LIGNE}\n\n",
        ENTETE.replace(",", ";") + "\n" + LIGNE.replace(",", ";").replace("Voirie;", "Voirie,") + "\n",
        '"' + ENTETE.replace(",", '","') + f'"\n{LIGNE}\n',
    ],
    ids=[
        "virgules",
        "sans fin de ligne",
        "BOM",
        "lignes vides",
        "points-virgules",
        "en-tête entre guillemets",
    ],
)
def test_a_flat_csv_in_each_dress(texte: str, tmp_path: Path) -> None:
    lue = une(tmp_path, f_csv=texte.encode())
    assert (lue["id"], lue["montant_publie"], fournisseurs(lue)) == ("A", "1000.50", [FABRE])
    assert (lue["objet"], lue["champs_inconnus"]) == ('Voirie, lot "2"\nrue des Lilas', '{"extra":"x"}')


def test_windows_ends_of_lines_and_unnamed_columns(tmp_path: Path) -> None:
    texte = f",{ENTETE}\r\n0,A,{VILLE},{FABRE},10,2024-01-01,Bancs,x\r\n1,B,{VILLE},{FABRE},11,2024-01-01,Bancs,\r\n"
    _, lues = lire(tmp_path, f_csv=texte.encode())
    assert [(lue["id"], lue["montant_publie"]) for lue in lues] == [("A", "10"), ("B", "11")]
    assert [json.loads(lue["champs_inconnus"]) for lue in lues] == [
        {"colonne_1": "0", "extra": "x"},
        {"colonne_1": "1"},
    ]


def test_old_macintosh_ends_of_lines_are_read(tmp_path: Path) -> None:
    texte = f"{ENTETE}\rA,{VILLE},{FABRE},10,2024-01-01,Bancs,x\r"
    assert une(tmp_path, f_csv=texte.encode())["objet"] == "Bancs"


def test_the_ranks_of_a_long_csv_are_those_of_its_lines(tmp_path: Path) -> None:
    n = 60_000
    corps = "".join(f"{i},{VILLE},{FABRE},10,2024-01-01,{'x' * 300},\n" for i in range(1, n + 1))
    (tmp_path / "f.csv").write_text(f"{ENTETE}\n{corps}", encoding="utf-8")
    lire_fichiers([tmp_path / "f.csv"], tmp_path / "staging")
    ecarts = duckdb.sql(
        f"SELECT count(*), count(*) FILTER (id <> rang::VARCHAR) FROM '{tmp_path}/staging/source=00000/*.parquet'"
    ).fetchone()
    assert ecarts == (n, 0)


REFUS_CSV: dict[str, tuple[bytes, str]] = {
    "colonne requise absente": (
        ENTETE.replace("montant", "prix").encode() + b"\n",
        "ligne 1 : ce CSV n'est pas celui de decp.info, colonne(s) absente(s) : montant.",
    ),
    "colonne en double": (
        ENTETE.replace("extra", "objet").encode() + b"\n",
        "ligne 1 : colonne(s) en double : objet.",
    ),
    "colonne en double à la casse près": (
        ENTETE.replace("extra", "ID").encode() + b"\n",
        "ligne 1 : colonne(s) en double : ID, id.",
    ),
    "guillemet ouvert": (
        f'{ENTETE}\nA,1,2,3,2024-01-01,a,b\nA,1,2,3,2024-01-01,"ouvert,b\n'.encode(),
        "ligne 3 : un guillemet ouvert n'est pas refermé, ou du texte suit un guillemet.",
    ),
    "ligne courte": (
        f"{ENTETE}\nA,1,2,3,2024-01-01,a,b\nA,1\n".encode(),
        "ligne 3 : 2 cellules au lieu de 7.",
    ),
    "ligne longue": (f"{ENTETE}\nA,1,2,3,2024-01-01,a,b,c\n".encode(), "ligne 2 : 8 cellules au lieu de 7."),
    "octet nul": (f"{ENTETE}\nA,\0".encode(), "ligne 2 : un octet nul (NUL) : le fichier est abîmé."),
    "latin-1": (
        f"{ENTETE}\nA,1,2,3,2024-01-01,été,b\n".encode("latin-1"),
        "ligne 2 : le texte n'est pas en UTF-8 ; enregistrez le fichier en UTF-8.",
    ),
    "latin-1 dans l'en-tête": (
        ENTETE.replace("extra", "été").encode("latin-1"),
        "ligne 1 : l'en-tête n'est pas en UTF-8.",
    ),
    "ligne sans fin": (
        f"{ENTETE}\nA,1,2,3,2024-01-01,{'x' * 17_000_000},b\n".encode(),
        "ligne 2 : la ligne dépasse 16 Mo.",
    ),
    "fins de ligne mêlées": (
        f"{ENTETE}\r\nA,1,2,3,2024-01-01,a,b\nA,1,2,3,2024-01-01,a,b\r\n".encode(),
        "le fichier ne se lit pas comme un CSV (guillemets ou fins de ligne hors de la norme RFC 4180).",
    ),
}


@pytest.mark.parametrize("nom", REFUS_CSV)
def test_a_broken_csv_is_refused_with_its_line(nom: str, tmp_path: Path) -> None:
    contenu, phrase = REFUS_CSV[nom]
    (source,), lues = lire(tmp_path, f_csv=contenu)
    assert (source.refus, source.lus, lues) == (f"f.csv : {phrase}", None, [])
