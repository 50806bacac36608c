"""Each way an exchange goes wrong, told in French, leaving nothing behind; and its clean twin, which passes."""

import hashlib
import json
import os
import time
import traceback
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipelines.sources.politique import Politique
from pipelines.sources.refus import ErreurSource, SourceAbsente, SourceInjoignable, SourceRefusee
from pipelines.sources.transport import lire_json, telecharger
from tests.sources.reseau.serveur import (
    Acte,
    Serveur,
    annonce,
    brut,
    comprime,
    document,
    goutte_a_goutte,
    morceaux,
    port_ferme,
    reponse,
    rupture,
    sans_fin,
    sans_longueur,
    silence,
    tete,
)

CORPS = document()
MOITIE = CORPS[: len(CORPS) // 2]
GZ = comprime(CORPS)
SHA1 = "a32bd3a5c6d9ee64fa44bf2d4a8e0c0dd8e0e0a1"
PAGE = b"<!DOCTYPE html>\n<html><body>Site en maintenance</body></html>"
SECRET = "cle-tres-secrete"
BON = reponse(corps=CORPS)
GZIP = {"Content_Encoding": "gzip"}


@dataclass(frozen=True)
class Panne:
    """`mots` are in the message; `demandes` is how many requests it is worth; `jumeau` is the same exchange, sound."""

    nom: str
    acte: Acte
    classe: type[ErreurSource]
    mots: str
    demandes: int
    jumeau: Acte = BON
    octets: int | None = None
    sha1: str | None = None
    lente: bool = False


def bombe() -> bytes:
    moteur = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(moteur.compress(bytes(1 << 20)) for _ in range(64)), moteur.flush()])


def crc_faux() -> bytes:
    return GZ[:-8] + bytes([GZ[-8] ^ 1]) + GZ[-7:]


DEFLATE = zlib.compress(CORPS)
I, R, A = SourceInjoignable, SourceRefusee, SourceAbsente  # noqa: E741
PANNES = [
    Panne("silence", silence(), I, "ne répond plus", 2, lente=True),
    Panne(
        "tete_au_compte_gouttes",
        goutte_a_goutte(b"HTTP/1.1 200 OK\r\nX: ", b"a", 0.05),
        I,
        "trop lentement",
        2,
        lente=True,
    ),
    Panne("tete_sans_fin", sans_fin(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 200), I, "illisible", 3),
    Panne(
        "continue_sans_fin",
        sans_fin(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        I,
        "trop lentement",
        2,
        lente=True,
    ),
    Panne("entete_d_un_mega", brut(tete(200, {"X": "a" * (1 << 20)}) + CORPS), I, "illisible|rompue", 3),
    Panne("bavardage", brut(b"bonjour, ceci n'est pas HTTP\r\n\r\n"), I, "illisible", 3),
    Panne("rien_du_tout", brut(b""), I, "rompue", 3),
    Panne(
        "corps_au_compte_gouttes",
        goutte_a_goutte(tete(200), b"a", 0.05),
        I,
        "trop lentement",
        2,
        sans_longueur(CORPS),
        lente=True,
    ),
    Panne(
        "morceaux_au_compte_gouttes",
        goutte_a_goutte(tete(200, {"Transfer-Encoding": "chunked"}), b"0", 0.05),
        I,
        "trop lentement",
        2,
        morceaux(CORPS),
        lente=True,
    ),
    Panne("rupture_avant", rupture(), I, "rompue", 3),
    Panne("rupture_au_milieu", rupture(tete(200, {"Content-Length": len(CORPS)}) + MOITIE), I, "rompue", 3),
    Panne("coupe_avec_longueur", annonce(len(CORPS), MOITIE), R, "avant sa fin", 3),
    Panne("coupe_sans_longueur", sans_longueur(MOITIE), R, "coupé avant sa fin", 2, sans_longueur(CORPS)),
    Panne(
        "coupe_apres_un_objet",
        sans_longueur(CORPS[: CORPS.index(b"}") + 1]),
        R,
        "avant sa fin : il fait",
        2,
        sans_longueur(CORPS),
        octets=len(CORPS),
    ),
    Panne("coupe_entre_morceaux", morceaux(MOITIE, fin=b""), R, "avant sa fin", 3, morceaux(CORPS)),
    Panne("coupe_dans_un_morceau", morceaux(MOITIE, fin=b"ff\r\n[1"), R, "avant sa fin", 3, morceaux(CORPS)),
    Panne("morceau_illisible", morceaux(MOITIE, fin=b"zz\r\n"), R, "avant sa fin", 3, morceaux(CORPS)),
    Panne("longueur_trop_petite", annonce(len(CORPS) - 400, CORPS), R, "plus long que", 2),
    Panne("longueur_trop_grande", annonce(len(CORPS) + 1, CORPS), R, "avant sa fin", 3),
    Panne("deux_longueurs", annonce(f"{len(CORPS)}\r\nContent-Length: 10", CORPS), R, "longueurs", 2),
    Panne("longueur_negative", annonce(-5, CORPS), R, "longueurs", 2),
    Panne("longueur_en_lettres", annonce("beaucoup", CORPS), R, "longueurs", 2),
    Panne("gzip_coupe", reponse(corps=GZ[:-200], **GZIP), R, "abîmé ou coupé", 3, reponse(corps=GZ, **GZIP)),
    Panne(
        "gzip_sans_sa_somme",
        reponse(corps=GZ[:-8], **GZIP),
        R,
        "abîmé ou coupé",
        3,
        reponse(corps=GZ, **GZIP),
    ),
    Panne(
        "gzip_de_somme_fausse",
        reponse(corps=crc_faux(), **GZIP),
        R,
        "abîmé ou coupé",
        3,
        reponse(corps=GZ, **GZIP),
    ),
    Panne(
        "gzip_et_des_restes",
        reponse(corps=GZ + b"reste", **GZIP),
        R,
        "abîmé",
        3,
        reponse(corps=GZ + GZ[:0], **GZIP),
    ),
    Panne("gzip_annonce_a_tort", reponse(corps=CORPS, **GZIP), R, "abîmé", 3),
    Panne(
        "deflate_et_des_restes",
        reponse(corps=DEFLATE + DEFLATE, Content_Encoding="deflate"),
        R,
        "abîmé",
        3,
        reponse(corps=DEFLATE, Content_Encoding="deflate"),
    ),
    Panne(
        "deflate_coupe",
        reponse(corps=DEFLATE[:-2], Content_Encoding="deflate"),
        R,
        "abîmé",
        3,
        reponse(corps=DEFLATE, Content_Encoding="deflate"),
    ),
    Panne(
        "bombe_gzip",
        reponse(corps=bombe(), **GZIP),
        R,
        "taille admise|sans mesure",
        1,
        reponse(corps=GZ, **GZIP),
    ),
    Panne(
        "cinquante_compressions",
        reponse(corps=GZ, Content_Encoding=", ".join(["gzip"] * 50)),
        R,
        "pas admise",
        1,
        reponse(corps=GZ, **GZIP),
    ),
    Panne("compression_inconnue", reponse(corps=GZ, Content_Encoding="br"), R, "pas admise", 1),
    Panne(
        "corps_sans_fin",
        sans_fin(tete(200), b"[1]," * 5000),
        R,
        "taille admise (1 Mio)",
        1,
        sans_longueur(CORPS),
    ),
    Panne(
        "morceaux_sans_fin",
        sans_fin(tete(200, {"Transfer-Encoding": "chunked"}), b"7d0\r\n%s\r\n" % (b"[1]," * 500)),
        R,
        "taille admise",
        1,
        morceaux(CORPS),
    ),
    Panne("longueur_hors_mesure", annonce(10**15, CORPS), R, "taille admise", 1),
    Panne("panne_du_serveur", reponse(503, b"plus tard"), I, "panne du serveur (réponse 503)", 3),
    Panne("passerelle", reponse(502, PAGE), I, "réponse 502", 3),
    Panne("trop_de_demandes", reponse(429), I, "trop de demandes", 3),
    Panne("page_html", reponse(corps=PAGE, Content_Type="text/html"), R, "page HTML au lieu de", 1),
    Panne(
        "page_html_dite_json",
        reponse(corps=b"\n <html>" + PAGE, Content_Type="application/json"),
        R,
        "page HTML",
        1,
    ),
    Panne(
        "page_xhtml",
        reponse(corps=b'<?xml version="1.0"?>\n' + PAGE),
        R,
        "page HTML",
        1,
        reponse(corps=b'<?xml version="1.0"?><marches><marche/></marches>'),
    ),
    Panne("document_pdf", reponse(corps=b"%PDF-1.7 ..."), R, "document PDF", 1),
    Panne("texte_quelconque", reponse(corps=b"Service indisponible"), R, "pas un fichier de données", 1),
    Panne("vide", reponse(corps=b""), R, "vide", 2),
    Panne("vide_sans_longueur", sans_longueur(b""), R, "vide", 2),
    Panne("gzip_de_rien", reponse(corps=b"", **GZIP), R, "vide", 2, reponse(corps=GZ, **GZIP)),
    Panne("sans_contenu_204", reponse(204), R, "ne convient pas (204)", 1),
    Panne("inchange_304_non_demande", brut(tete(304)), R, "alors qu'on ne le lui demandait pas", 2),
    Panne(
        "partie_206_non_demandee",
        brut(tete(206, {"Content-Range": f"bytes 0-9/{len(CORPS)}", "Content-Length": 10}) + CORPS[:10]),
        R,
        "pas celle qu'on lui demande",
        2,
    ),
    Panne("absente_404", reponse(404, b"{}"), A, "rien à cette adresse (réponse 404)", 1),
    Panne("retiree_410", reponse(410), A, "réponse 410", 1),
    Panne("reservee_401", reponse(401), R, "accès est réservé (réponse 401)", 1),
    Panne("reservee_403", reponse(403, PAGE), R, "réponse 403", 1),
    Panne("empreinte_fausse", BON, R, "empreinte SHA-1", 2, sha1=SHA1),
]


@pytest.mark.parametrize("panne", PANNES, ids=lambda p: p.nom)
def test_a_fault_is_told_and_its_clean_twin_passes(
    panne: Panne,
    serveur: Serveur,
    politique: Politique,
    pressee: Politique,
    tmp_path: Path,
    fini: Callable[[], list[str]],
):
    url, vers = serveur.url("/depot/decp-2026.json"), tmp_path / "decp.json"
    serveur.joue("/depot/decp-2026.json", panne.acte)
    debut = time.monotonic()
    with pytest.raises(panne.classe) as refus:
        telecharger(
            f"{url}?cle={SECRET}",
            vers,
            pressee if panne.lente else politique,
            attendu_sha1=panne.sha1,
            attendu_octets=panne.octets,
        )
    assert time.monotonic() - debut < politique.total_s
    message = str(refus.value)
    assert any(mots in message for mots in panne.mots.split("|")), message
    assert f"« 127.0.0.1:{serveur.port}/depot/decp-2026.json »" in message and message.endswith(".")
    assert refus.value.essais == panne.demandes
    assert panne.lente or len(serveur.requetes) == panne.demandes
    assert SECRET not in "".join(traceback.format_exception(refus.value)) + repr(refus.value.__context__)
    assert fini() == []

    serveur.joue("/depot/decp-2026.json", panne.jumeau)
    recu = telecharger(f"{url}?cle={SECRET}", vers, politique, attendu_octets=panne.octets)
    assert (recu.etat, recu.octets, recu.url_finale) == ("recu", vers.stat().st_size, url)
    assert panne.jumeau is not BON or vers.read_bytes() == CORPS
    assert fini() == ["decp.json"]


def test_there_are_forty_faults_and_each_has_its_own_name():
    assert len({panne.nom for panne in PANNES}) == len(PANNES) >= 40


@pytest.mark.parametrize(
    ("proxy", "conseil"), [("", "accès de cette machine"), ("http://p:3128", "mandataire")]
)
def test_nobody_listens(
    proxy: str, conseil: str, politique: Politique, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for nom in [nom for nom in os.environ if nom.lower().endswith("_proxy")]:
        monkeypatch.delenv(nom)
    if proxy:
        monkeypatch.setenv("https_proxy", proxy)
    with pytest.raises(SourceInjoignable, match=rf"connexion est refusée \(3 essais\)\. .*{conseil}"):
        telecharger(f"http://127.0.0.1:{port_ferme()}/x", tmp_path / "x", politique)


def test_the_body_passes_the_total_time(serveur: Serveur, politique: Politique, tmp_path: Path):
    """Fast enough for the minimum rate, never ending: the total holds, over every try and every wait."""
    serveur.joue("/x", goutte_a_goutte(tete(200), b"[" * 200, 0.02))
    debut = time.monotonic()
    with pytest.raises(SourceInjoignable, match="temps accordé"):
        telecharger(serveur.url("/x"), tmp_path / "x", replace(politique, total_s=0.7))
    assert 0.6 < time.monotonic() - debut < 3
    assert len(serveur.requetes) == 1 and list(tmp_path.iterdir()) == []


def test_the_time_granted_to_headers_is_not_granted_to_the_body(
    serveur: Serveur, pressee: Politique, tmp_path: Path
):
    serveur.joue("/x", goutte_a_goutte(tete(200), b"a", 0.05))
    debut = time.monotonic()
    with pytest.raises(SourceInjoignable, match="trop lentement"):
        telecharger(serveur.url("/x"), tmp_path / "x", replace(pressee, connexion_s=2, essais=1))
    assert time.monotonic() - debut < 2


@pytest.mark.parametrize(
    "mal", [reponse(503), rupture(), annonce(len(CORPS), MOITIE), reponse(corps=GZ[:-9], **GZIP)]
)
def test_the_third_try_is_the_good_one(
    mal: Acte, serveur: Serveur, politique: Politique, pauses: list[float], tmp_path: Path
):
    serveur.joue("/x", mal, mal, BON)
    recu = telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert (recu.essais, (tmp_path / "x").read_bytes()) == (3, CORPS)
    assert len(pauses) == 2 and 0.5 <= pauses[0] <= 1 <= pauses[1] <= 2


def test_a_wrong_digest_once_is_a_bad_moment(serveur: Serveur, politique: Politique, tmp_path: Path):
    serveur.joue("/x", reponse(corps=CORPS.replace(b"Fourniture", b"fourniture")), BON)
    attendu = hashlib.sha1(CORPS).hexdigest()
    recu = telecharger(
        serveur.url("/x"), tmp_path / "x", politique, attendu_sha1=attendu.upper(), attendu_octets=3
    )
    assert (recu.essais, recu.sha1, recu.sha256) == (2, attendu, hashlib.sha256(CORPS).hexdigest())
    assert recu.remarques == ()  # the digest has settled what the size said


@pytest.mark.parametrize("inconnue", [None, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "sans objet"])
def test_a_digest_that_is_not_known_is_not_held_against_the_file(
    inconnue: str | None, serveur: Serveur, politique: Politique, tmp_path: Path
):
    serveur.joue("/x", BON)
    assert telecharger(serveur.url("/x"), tmp_path / "x", politique, attendu_sha1=inconnue).octets == len(
        CORPS
    )


@pytest.mark.parametrize("entiere", [BON, morceaux(CORPS)])
def test_the_size_of_a_former_version_is_a_remark(
    entiere: Acte, serveur: Serveur, politique: Politique, tmp_path: Path
):
    """The platform's sizes are stale now and then; the server says itself that the body is whole."""
    serveur.joue("/d/x.json", entiere)
    recu = telecharger(serveur.url("/d/x.json?k=1"), tmp_path / "x", politique, attendu_octets=10**6)
    dit = f"il fait {len(CORPS)} octets, et la plateforme en annonce 1000000."
    assert recu.remarques == (f"« 127.0.0.1:{serveur.port}/d/x.json » : {dit}",)


@pytest.mark.parametrize(
    ("reponse_api", "mots"),
    [
        (reponse(corps=PAGE), "page HTML"),
        (reponse(corps=b'{"data": [}'), "coupé|JSON correct"),
        (reponse(corps=b'{"a": 1, "a": 2}'), "JSON correct"),
        (reponse(corps=b'{"total": NaN}'), "JSON correct"),
        (reponse(corps=b"[" * 100_000 + b"]" * 100_000), "JSON correct"),
        (reponse(corps=b'{"n": ' + b"1" * 5000 + b"}"), "JSON correct"),
        (reponse(corps='{"é": 1}'.encode("latin-1")), "JSON correct"),
        (reponse(corps=b"id,titre\n1,a\n"), "JSON correct"),
        (reponse(corps=json.dumps(["a" * 300_000]).encode()), "taille admise (200000 octets)"),
    ],
)
def test_an_api_page_that_is_not_one(reponse_api: Acte, mots: str, serveur: Serveur, politique: Politique):
    serveur.joue("/api/1/datasets/x/", reponse_api)
    with pytest.raises(SourceRefusee) as refus:
        lire_json(serveur.url(f"/api/1/datasets/x/?page=2&cle={SECRET}"), politique, octets_max=200_000)
    texte = str(refus.value)
    assert any(mot in texte for mot in mots.split("|")) and f":{serveur.port}/api/1/datasets/x/ »" in texte
    assert SECRET not in texte and refus.value.__context__ is None
    serveur.joue("/api/1/datasets/x/", reponse(corps=b'\xef\xbb\xbf{"data": [1.5]}'))
    assert lire_json(serveur.url("/api/1/datasets/x/"), politique) == {"data": [1.5]}
