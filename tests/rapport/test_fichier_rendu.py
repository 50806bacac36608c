"""A data manager sends a register; the same file comes back with what to mend, at the very cells."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.validation import retour_marques, retour_ods, retour_sommaire, retour_xlsx
from tests.rapport import rendus
from tests.rapport.envois import FEUILLE, FORMATS, Envoi, contrats_fautifs, lire_json, registre

OPTIONS = {"csv": ("--encodage", "cp1252"), "xlsx": (), "ods": ()}


def envoyer(spaser, dossier: Path, envoi: Envoi, forme: str, rendu: str | None = None):
    path = envoi.deposer(dossier, forme)
    retour, rapport = dossier / f"rendu.{rendu or forme}", dossier / "rapport.json"
    fin = spaser(
        "validate", path, "--schema", envoi.schema, "--retour", retour, "--json", rapport, *OPTIONS[forme]
    )
    assert "Pas de fichier rendu" not in fin.tout
    return fin, retour, lire_json(rapport)


def verifier_chaque_erreur(rapport: dict, retour: Path, forme: str) -> None:
    """Every fault of the JSON is in the returned file at its exact place, and nothing else is marked."""
    if forme == "csv":
        dites = rendus.lignes_csv(retour)
        for erreur in rapport["erreurs"]:
            assert rendus.sans_suffixe(erreur["message"]) in dites[erreur["ligne"]]
        fautives = {e["ligne"] for e in rapport["erreurs"]}
        assert {ligne for ligne, dit in dites.items() if dit} == fautives | {3}
        return
    marques = getattr(rendus, f"marques_{forme}")(retour, FEUILLE)
    for erreur in rapport["erreurs"]:
        coloree, commentaire = marques[erreur["cellule"]]
        assert coloree
        assert rendus.sans_suffixe(erreur["message"]) in commentaire
        assert erreur["cellule"] == f"{rendus.lettres(erreur['numero_champ'] or 1)}{erreur['ligne']}"
        assert erreur["feuille"] == FEUILLE
    assert set(marques) == {e["cellule"] for e in rapport["erreurs"]}


@pytest.mark.parametrize("forme", FORMATS)
def test_every_fault_is_marked_at_its_cell(spaser, tmp_path: Path, forme: str):
    envoi = contrats_fautifs()
    fin, retour, rapport = envoyer(spaser, tmp_path, envoi, forme)
    assert fin.code == 1
    trouvees = {(e["ligne"] - 4, e["champ"]) for e in rapport["erreurs"]}
    assert trouvees == set(envoi.fautes)
    verifier_chaque_erreur(rapport, retour, forme)


VALEURS = {
    "code_cpv": "4523",
    "date_notification": "32/01/2026",
    "montant_ht_eur": "-10",
    "statut": "",
    "procedure": "MAPA",
    "duree_mois": "douze",
    "titulaire_siret": "00000003400018",
    "reference": "2026-TVX-00000",
}


@pytest.mark.parametrize("forme", FORMATS)
@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(fautes=st.sets(st.tuples(st.integers(1, 7), st.sampled_from(sorted(VALEURS))), min_size=1, max_size=9))
def test_wherever_faults_are_they_come_back_there(spaser, tmp_path: Path, forme: str, fautes: set):
    envoi = registre("registre_contrats", 8)
    for rang, champ in fautes:
        envoi.ecrire(rang, champ, VALEURS[champ])
    _, retour, rapport = envoyer(spaser, tmp_path, envoi, forme)
    assert {(e["ligne"] - 4, e["champ"]) for e in rapport["erreurs"] if e["champ"]} >= {
        (rang, champ) for rang, champ in fautes if champ != "reference"
    }
    verifier_chaque_erreur(rapport, retour, forme)


@pytest.mark.parametrize("forme", FORMATS)
def test_corrected_in_the_returned_file_it_is_valid(spaser, tmp_path: Path, forme: str):
    envoi = contrats_fautifs()
    _, retour, _ = envoyer(spaser, tmp_path, envoi, forme)
    bon = registre("registre_contrats", 12)
    corriger(
        retour,
        forme,
        [(4 + r, bon.champs.index(c) + 1, bon.rangees[r][bon.champs.index(c)]) for r, c in envoi.fautes],
    )
    fin = spaser(
        "validate",
        retour,
        "--schema",
        "registre_contrats",
        "--retour",
        tmp_path / f"encore.{forme}",
        *OPTIONS[forme],
    )
    assert fin.code == 0, fin.tout
    if forme == "xlsx":
        assert rendus.marques_xlsx(tmp_path / "encore.xlsx", FEUILLE) == {}
    if forme == "ods":
        assert rendus.marques_ods(tmp_path / "encore.ods", FEUILLE) == {}
    if forme == "csv":
        assert set(rendus.lignes_csv(tmp_path / "encore.csv").values()) == {"", "a_corriger"}


def corriger(path: Path, forme: str, cellules: list[tuple[int, int, str]]) -> None:
    """Mend cells as their sender would, leaving colours and comments where they are."""
    if forme == "xlsx":
        from openpyxl import load_workbook

        classeur = load_workbook(path)
        for ligne, colonne, valeur in cellules:
            classeur[FEUILLE].cell(ligne, colonne).value = valeur
        classeur.save(path)
    elif forme == "ods":
        from odfdo import Document

        document = Document(path)
        table = document.body.get_table(name=FEUILLE)
        for ligne, colonne, valeur in cellules:
            cellule = table.get_cell((colonne - 1, ligne - 1))
            cellule.string = valeur
            table.set_cell((colonne - 1, ligne - 1), cellule)
        document.save(path)
    else:
        lignes = path.read_text(encoding="cp1252").split("\n")
        for ligne, colonne, valeur in cellules:
            morceaux = lignes[ligne - 1].split(";")
            morceaux[colonne - 1] = valeur
            lignes[ligne - 1] = ";".join(morceaux)
        path.write_text("\n".join(lignes), encoding="cp1252")


@pytest.mark.parametrize("forme", ["xlsx", "ods"])
def test_returned_twice_it_is_marked_once(spaser, tmp_path: Path, forme: str):
    _, retour, premier = envoyer(spaser, tmp_path, contrats_fautifs(), forme)
    encore = tmp_path / f"encore.{forme}"
    spaser(
        "validate", retour, "--schema", "registre_contrats", "--retour", encore, "--json", tmp_path / "r.json"
    )
    assert lire_json(tmp_path / "r.json")["erreurs"] == premier["erreurs"]
    lire = getattr(rendus, f"marques_{forme}")
    assert lire(encore, FEUILLE) == lire(retour, FEUILLE)


def test_a_csv_returned_twice_is_the_same_file(spaser, tmp_path: Path):
    _, retour, _ = envoyer(spaser, tmp_path, contrats_fautifs(), "csv")
    encore = tmp_path / "encore.csv"
    spaser("validate", retour, "--schema", "registre_contrats", "--retour", encore, "--encodage", "cp1252")
    assert encore.read_bytes() == retour.read_bytes()


def test_a_csv_comes_back_with_its_own_bytes(spaser, tmp_path: Path):
    """Encoding, separator, line ends, useless quotes and blank lines are the sender's."""
    envoi = contrats_fautifs()
    path = envoi.deposer(tmp_path, "csv")
    octets = path.read_bytes().replace(b"procedure_adaptee", b'"procedure_adaptee"', 3)
    envoye = tmp_path / "envoi2.csv"
    envoye.write_bytes(octets + b"\r\n")
    retour = tmp_path / "rendu.csv"
    fin = spaser(
        "validate", envoye, "--schema", "registre_contrats", "--retour", retour, "--encodage", "cp1252"
    )
    assert fin.code == 1
    avant, apres = envoye.read_bytes().split(b"\r\n"), retour.read_bytes().split(b"\r\n")
    assert len(avant) == len(apres)
    assert avant[:2] == apres[:2]  # the banner stays as it was
    assert all(b.startswith(a) for a, b in zip(avant, apres, strict=True))
    assert apres[2].endswith(b";a_corriger")


def test_a_csv_may_come_back_as_a_workbook(spaser, tmp_path: Path):
    envoi = contrats_fautifs()
    envoi.ecrire(10, "objet", "Deux\nlignes")  # the line of the file is no longer the row of the sheet
    envoi.ecrire(11, "code_cpv", "=1+1")
    _, retour, rapport = envoyer(spaser, tmp_path, envoi, "csv", "xlsx")
    marques = rendus.marques_xlsx(retour, "Données")
    assert len(marques) == len({(e["ligne"], e["champ"]) for e in rapport["erreurs"]})
    champs = envoi.champs
    for erreur in rapport["erreurs"]:
        rang = erreur["ligne"] - (erreur["ligne"] > 14)
        assert marques[f"{rendus.lettres(champs.index(erreur['champ']) + 1)}{rang}"][0]
    from openpyxl import load_workbook

    page = load_workbook(retour)["Données"]
    assert page.cell(15, champs.index("code_cpv") + 1).data_type == "s"
    assert page.cell(4, champs.index("titulaire_siret") + 1).value == "00000003400017"


def test_what_the_sender_made_of_his_workbook_stays(spaser, tmp_path: Path):
    from openpyxl import load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    path = contrats_fautifs().deposer(tmp_path, "xlsx")
    classeur = load_workbook(path)
    page = classeur[FEUILLE]
    page["K4"].font, page["K4"].comment = Font(italic=True), Comment("à vérifier", "Moi")
    page["B9"].fill, page["B9"].comment = PatternFill("solid", fgColor="FF00FF00"), Comment("bon", "Moi")
    page.column_dimensions["J"].width = 51
    page.freeze_panes = "C4"
    autre = classeur.create_sheet("Notes")
    autre["A1"] = "=SUM(1,2)"
    classeur.save(path)

    retour = tmp_path / "rendu.xlsx"
    spaser("validate", path, "--schema", "registre_contrats", "--retour", retour)
    rendu = load_workbook(retour)
    assert rendu.sheetnames == ["À corriger", FEUILLE, "Notes"]
    assert rendu.active.title == "À corriger"
    assert [f.sheet_view.tabSelected for f in rendu.worksheets[1:]] == [False, False]
    page = rendu[FEUILLE]
    assert page["K4"].font.italic and page["K4"].fill.fgColor.rgb == "FFFFD9C7"
    assert page["K4"].comment.text.startswith("à vérifier\n\nÀ corriger")
    assert page["K4"].comment.author == "Moi"
    assert (page["B9"].fill.fgColor.rgb, page["B9"].comment.text) == ("FF00FF00", "bon")
    assert page.column_dimensions["J"].width == 51 and page.freeze_panes == "C4"
    assert rendu["Notes"]["A1"].value == "=SUM(1,2)"


def test_the_results_of_formulas_stay_readable(spaser, tmp_path: Path):
    """Read again by a program before any spreadsheet opened it, a formula still has its value."""
    import zipfile

    from openpyxl import load_workbook

    path = contrats_fautifs().deposer(tmp_path, "xlsx")
    classeur = load_workbook(path)
    classeur[FEUILLE]["U4"] = "=100000+85000"
    classeur.save(path)
    calcule = tmp_path / "calcule.xlsx"
    with zipfile.ZipFile(path) as avant, zipfile.ZipFile(calcule, "w") as apres:
        for nom in avant.namelist():
            octets = avant.read(nom)
            apres.writestr(
                nom,
                octets.replace(b"</f><v></v>", b"</f><v>185000</v>").replace(
                    b"</f><v/>", b"</f><v>185000</v>"
                ),
            )
    retour = tmp_path / "rendu.xlsx"
    spaser("validate", calcule, "--schema", "registre_contrats", "--retour", retour)
    assert load_workbook(retour)[FEUILLE]["U4"].value == "=100000+85000"
    assert load_workbook(retour, data_only=True)[FEUILLE]["U4"].value == 185000


def test_a_sheet_of_a_million_repeated_rows_does_not_explode(spaser, tmp_path: Path):
    path = contrats_fautifs().deposer(tmp_path, "ods")
    from odfdo import Document
    from odfdo.element import Element

    document = Document(path)
    table = document.body.get_table(name=FEUILLE)
    vide = Element.from_tag('<table:table-row table:number-rows-repeated="1048000"/>')
    vide.insert(Element.from_tag('<table:table-cell table:number-columns-repeated="16384"/>'), xmlposition=1)
    table.insert(vide, xmlposition=1)
    document.container.set_part("content.xml", document.get_part("content.xml").serialize())
    document.container.save(path)
    retour = tmp_path / "rendu.ods"
    fin = spaser("validate", path, "--schema", "registre_contrats", "--retour", retour)
    assert fin.code == 1, fin.tout
    assert retour.stat().st_size < 3 * path.stat().st_size + 20_000
    assert len(rendus.marques_ods(retour, FEUILLE)) == 10


def test_repeated_rows_and_cells_are_split_where_a_fault_is(spaser, tmp_path: Path):
    """Three identical rows kept as one by the spreadsheet, two faults repeated in it."""
    from odfdo import Document

    envoi = registre("registre_contrats", 4)
    path = envoi.deposer(tmp_path, "ods")
    document = Document(path)
    table = document.body.get_table(name=FEUILLE)
    derniere = table.get_rows()[-1]
    derniere.set_attribute("table:number-rows-repeated", "3")
    table.set_row(6, derniere)
    document.container.set_part("content.xml", document.get_part("content.xml").serialize())
    document.container.save(path)
    retour, rapport = tmp_path / "rendu.ods", tmp_path / "r.json"
    fin = spaser("validate", path, "--schema", "registre_contrats", "--retour", retour, "--json", rapport)
    assert fin.code == 1
    lu = lire_json(rapport)
    assert [(e["code"], e["ligne"]) for e in lu["erreurs"]] == [("primary-key", 8), ("primary-key", 9)]
    verifier_chaque_erreur(lu, retour, "ods")


def test_beyond_the_limit_cells_are_coloured_and_the_limit_is_said(spaser, tmp_path: Path, monkeypatch):
    for module in (retour_marques, retour_xlsx, retour_ods, retour_sommaire):
        monkeypatch.setattr(module, "COMMENTAIRES", 3)
    for forme in ("xlsx", "ods"):
        _, retour, rapport = envoyer(spaser, tmp_path, contrats_fautifs(), forme)
        marques = getattr(rendus, f"marques_{forme}")(retour, FEUILLE)
        assert len(marques) == len({e["cellule"] for e in rapport["erreurs"]}) == 10
        assert all(coloree for coloree, _ in marques.values())
        assert sum(bool(texte) for _, texte in marques.values()) == 3
        assert any("les 3 premières" in texte for texte in getattr(rendus, f"textes_{forme}")(retour))


def test_the_summary_leads_to_the_cells(spaser, tmp_path: Path):
    from openpyxl import load_workbook

    _, retour, rapport = envoyer(spaser, tmp_path, contrats_fautifs(), "xlsx")
    page = load_workbook(retour)["À corriger"]
    liens = {c.hyperlink.location for rangee in page.iter_rows() for c in rangee if c.hyperlink}
    assert liens == {f"'Contrats d''été'!{e['cellule']}" for e in rapport["erreurs"]}


def test_a_sheet_of_the_sender_is_found_again_by_its_name(spaser, tmp_path: Path):
    path = contrats_fautifs().deposer(tmp_path, "xlsx")
    from openpyxl import load_workbook

    classeur = load_workbook(path)
    classeur.create_sheet("Accueil", 0)["A1"] = "Bonjour"
    classeur.save(path)
    retour = tmp_path / "rendu.xlsx"
    spaser("validate", path, "--schema", "registre_contrats", "--feuille", FEUILLE, "--retour", retour)
    assert load_workbook(retour).sheetnames == ["À corriger", "Accueil", FEUILLE]
    assert rendus.marques_xlsx(retour, "Accueil") == {}
    assert len(rendus.marques_xlsx(retour, FEUILLE)) == 10


def test_the_file_that_was_sent_is_never_touched(spaser, tmp_path: Path):
    for forme in FORMATS:
        path = contrats_fautifs().deposer(tmp_path, forme)
        copie = shutil.copy(path, tmp_path / f"copie.{forme}")
        spaser(
            "validate",
            path,
            "--schema",
            "registre_contrats",
            "--retour",
            tmp_path / f"r.{forme}",
            *OPTIONS[forme],
        )
        assert path.read_bytes() == copie.read_bytes()


@pytest.mark.outil("soffice")
@pytest.mark.parametrize("forme", ["xlsx", "ods"])
def test_corrected_and_saved_by_a_spreadsheet_it_is_valid(spaser, tmp_path: Path, forme: str):
    """The sender mends in LibreOffice, which writes styles and comments its own way; then nothing of ours is left."""
    envoi = contrats_fautifs()
    _, retour, _ = envoyer(spaser, tmp_path, envoi, forme)
    bon = registre("registre_contrats", 12)
    champs = bon.champs
    corriger(
        retour,
        forme,
        [(4 + r, champs.index(c) + 1, bon.rangees[r][champs.index(c)]) for r, c in envoi.fautes],
    )
    enregistre = tmp_path / "enregistre"
    profil = f"-env:UserInstallation=file://{tmp_path}/profil"
    commande = ["soffice", profil, "--headless", "--convert-to", forme, "--outdir", enregistre, retour]
    subprocess.run(commande, check=True, capture_output=True, timeout=180)
    encore = tmp_path / f"encore.{forme}"
    fin = spaser("validate", enregistre / retour.name, "--schema", "registre_contrats", "--retour", encore)
    assert fin.code == 0, fin.tout
    assert getattr(rendus, f"marques_{forme}")(encore, FEUILLE) == {}
    textes = getattr(rendus, f"textes_{forme}")(encore)
    assert any("est valide" in texte for texte in textes)


@pytest.mark.parametrize(
    ("encodage", "marque"), [("utf-16", b"\xff\xfe"), ("utf-8", b"\xef\xbb\xbf"), ("mac_roman", b"")]
)
def test_any_encoding_comes_back_as_it_came(spaser, tmp_path: Path, encodage: str, marque: bytes):
    texte = contrats_fautifs().deposer(tmp_path, "csv").read_bytes().decode("cp1252")
    path = tmp_path / "envoi2.csv"
    path.write_bytes(marque + texte.encode({"utf-16": "utf-16-le"}.get(encodage, encodage)))
    retour = tmp_path / "rendu.csv"
    fin = spaser(
        "validate", path, "--schema", "registre_contrats", "--retour", retour, "--encodage", encodage
    )
    assert fin.code == 1, fin.tout
    assert retour.read_bytes().startswith(path.read_bytes()[:60])
    encore = tmp_path / "encore.csv"
    spaser("validate", retour, "--schema", "registre_contrats", "--retour", encore, "--encodage", encodage)
    assert encore.read_bytes() == retour.read_bytes()


def test_a_workbook_without_the_right_name_comes_back_too(spaser, tmp_path: Path):
    """What a file is, is in its bytes."""
    for forme in ("xlsx", "ods"):
        path = contrats_fautifs().deposer(tmp_path, forme).rename(tmp_path / "recu.bin")
        fin = spaser("validate", path, "--schema", "registre_contrats", "--retour", tmp_path / f"r.{forme}")
        assert fin.code == 1 and "Fichier rendu" in fin.ecran, fin.tout
        assert len(getattr(rendus, f"marques_{forme}")(tmp_path / f"r.{forme}", FEUILLE)) == 10


def test_what_the_copy_loses_is_said(spaser, tmp_path: Path):
    from openpyxl import load_workbook
    from openpyxl.chart import BarChart, Reference

    path = contrats_fautifs().deposer(tmp_path, "xlsx")
    classeur = load_workbook(path)
    graphique = BarChart()
    graphique.add_data(Reference(classeur[FEUILLE], min_col=21, min_row=4, max_row=8))
    classeur[FEUILLE].add_chart(graphique, "AG2")
    classeur.save(path)
    spaser("validate", path, "--schema", "registre_contrats", "--retour", tmp_path / "r.xlsx")
    assert any(
        "graphiques" in texte and "ne garde pas" in texte for texte in rendus.textes_xlsx(tmp_path / "r.xlsx")
    )


def test_a_fault_in_a_merged_zone_is_marked_where_it_shows(spaser, tmp_path: Path):
    from openpyxl import load_workbook

    path = contrats_fautifs().deposer(tmp_path, "xlsx")
    classeur = load_workbook(path)
    classeur[FEUILLE]["N8"] = "MAPA"
    classeur[FEUILLE].merge_cells("N8:N9")
    classeur.save(path)
    regles = tmp_path / "regles.yaml"
    regles.write_text("fusions: repeter\n")
    retour, rapport = tmp_path / "r.xlsx", tmp_path / "r.json"
    options = ("--retour", retour, "--json", rapport, "--mapping", regles)
    fin = spaser("validate", path, "--schema", "registre_contrats", *options)
    assert fin.code == 1, fin.tout
    assert {e["cellule"] for e in lire_json(rapport)["erreurs"] if e["champ"] == "procedure"} == {"N8", "N9"}
    marques = rendus.marques_xlsx(retour, FEUILLE)
    assert marques["N8"][1].count("MAPA") == 1 and "N9" not in marques


def test_a_rule_of_excel_that_is_lost_is_said(spaser, tmp_path: Path, recwarn):
    """A drop-down list that reads another sheet is written by Excel in an extension."""
    import zipfile

    path = contrats_fautifs().deposer(tmp_path, "xlsx")
    extension = (
        b'<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        b'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations count="0"/></ext></extLst></worksheet>'
    )
    avec = tmp_path / "avec.xlsx"
    with zipfile.ZipFile(path) as avant, zipfile.ZipFile(avec, "w") as apres:
        for nom in avant.namelist():
            octets = avant.read(nom)
            apres.writestr(nom, octets.replace(b"</worksheet>", extension) if "sheet1" in nom else octets)
    spaser("validate", avec, "--schema", "registre_contrats", "--retour", tmp_path / "r.xlsx")
    assert any("listes déroulantes" in texte for texte in rendus.textes_xlsx(tmp_path / "r.xlsx"))
    assert [str(w.message) for w in recwarn if "not supported" in str(w.message)] == []
