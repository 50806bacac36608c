"""An interrupted download goes on where it stopped when the server proves that it is the same file; else from zero."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.commun.erreurs import SpaserErreur
from pipelines.sources.politique import Politique
from pipelines.sources.refus import SourceInjoignable, SourceRefusee
from pipelines.sources.transport import Validateurs, telecharger
from tests.sources.reseau.serveur import (
    Acte,
    Serveur,
    brut,
    comprime,
    document,
    fichier,
    reponse,
    rupture,
    silence,
    tete,
    vers,
)

CORPS = document(3000)
AUTRE = CORPS.replace(b"Fourniture", b"Prestation")
TIERS = len(CORPS) // 3


def partie(corps: bytes, plage: str, debut: int, etag: str | None = '"v1"', **plus: object) -> Acte:
    """A 206 of our own making."""
    suite = corps[debut:]
    entetes: dict[str, object] = {"Content-Range": plage, "Content-Length": len(suite)}
    return brut(tete(206, entetes | ({"ETag": etag} if etag else {}) | plus) + suite)


def test_the_rest_is_asked_for(
    serveur: Serveur, politique: Politique, tmp_path: Path, fini: Callable[[], list[str]]
):
    serveur.joue("/x", fichier(CORPS, coupe_a=TIERS), fichier(CORPS, coupe_a=TIERS), fichier(CORPS))
    suivis: list[tuple[int, int | None]] = []
    recu = telecharger(
        serveur.url("/x"), tmp_path / "x", politique, suivi=lambda fait, total: suivis.append((fait, total))
    )
    assert (recu.essais, (tmp_path / "x").read_bytes(), fini()) == (3, CORPS, ["x"])
    assert serveur.demandes("range") == [None, f"bytes={TIERS}-", f"bytes={2 * TIERS}-"]
    assert serveur.demandes("if-range") == [None, '"v1"', '"v1"']
    assert suivis[-1] == (len(CORPS), len(CORPS)) and {total for _, total in suivis} == {len(CORPS)}
    assert [fait for fait, _ in suivis] == sorted(fait for fait, _ in suivis)
    assert recu.sha256 == _sha256(CORPS)


@pytest.mark.parametrize("etag", [None, 'W/"v1"', "v1", '""'])
def test_without_a_strong_etag_it_starts_again(
    etag: str | None, serveur: Serveur, politique: Politique, tmp_path: Path
):
    serveur.joue("/x", fichier(CORPS, etag, coupe_a=TIERS), fichier(CORPS, etag))
    telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert serveur.demandes("range") == [None, None]
    assert (tmp_path / "x").read_bytes() == CORPS


@pytest.mark.parametrize("etag", [None, 'W/"v1"'])
def test_what_cannot_be_gone_on_with_does_not_stay(
    etag: str | None, serveur: Serveur, politique: Politique, tmp_path: Path, fini: Callable[[], list[str]]
):
    serveur.joue("/x", fichier(CORPS, etag, coupe_a=TIERS))
    with pytest.raises(SourceRefusee, match="avant sa fin"):
        telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert fini() == []


def test_a_compressed_body_starts_again(serveur: Serveur, politique: Politique, tmp_path: Path):
    """Its tag is that of the compressed bytes, and what is on the disk is not compressed."""
    gz = comprime(CORPS)
    debut = tete(200, {"Content-Encoding": "gzip", "ETag": '"v1-gz"', "Transfer-Encoding": "chunked"})
    debut += b"%x\r\n" % len(gz)
    serveur.joue("/x", brut(debut + gz[:-99]), brut(debut + gz + b"\r\n0\r\n\r\n"))
    telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert serveur.demandes("range") == [None, None] and (tmp_path / "x").read_bytes() == CORPS


def test_a_file_that_changed_meanwhile_is_sent_whole_and_never_mixed(
    serveur: Serveur, politique: Politique, tmp_path: Path
):
    serveur.joue("/x", fichier(CORPS, coupe_a=TIERS), fichier(AUTRE, '"v2"'))
    recu = telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert (tmp_path / "x").read_bytes() == AUTRE and recu.validateurs.etag == '"v2"'


FIN = len(CORPS) - 1
GZ = comprime(CORPS[TIERS:])
SUITE = {"ETag": '"v1"', "Content-Range": f"bytes {TIERS}-{FIN}/{len(CORPS)}"}
MAUVAISES = {
    "autre_etag": partie(AUTRE, f"bytes {TIERS}-{FIN}/{len(CORPS)}", TIERS, '"v2"'),
    "sans_etag": partie(AUTRE, f"bytes {TIERS}-{FIN}/{len(CORPS)}", TIERS, None),
    "autre_debut": partie(CORPS, f"bytes 0-{FIN}/{len(CORPS)}", 0),
    "autre_fin": partie(CORPS, f"bytes {TIERS}-{FIN - 9}/{len(CORPS)}", TIERS),
    "autre_total": partie(CORPS + b" ", f"bytes {TIERS}-{FIN + 1}/{len(CORPS) + 1}", TIERS),
    "total_inconnu": partie(CORPS, f"bytes {TIERS}-{FIN}/*", TIERS),
    "sans_plage": brut(tete(206, {"ETag": '"v1"', "Content-Length": 3}) + b"[1]"),
    "longueur_contraire": partie(CORPS, f"bytes {TIERS}-{FIN}/{len(CORPS)}", TIERS, **{"Content-Length": 12}),
    "compressee": brut(tete(206, SUITE | {"Content-Encoding": "gzip"}) + GZ),
    "hors_plage_416": reponse(416),
    "hors_plage_416_avec_la_suite": brut(tete(416, SUITE) + CORPS[TIERS:]),
}


@pytest.mark.parametrize("nom", MAUVAISES)
def test_a_part_that_was_not_asked_for_starts_it_again(
    nom: str, serveur: Serveur, politique: Politique, tmp_path: Path, fini: Callable[[], list[str]]
):
    serveur.joue("/x", fichier(CORPS, coupe_a=TIERS), MAUVAISES[nom], fichier(CORPS))
    recu = telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert (recu.essais, (tmp_path / "x").read_bytes(), fini()) == (3, CORPS, ["x"])
    assert serveur.demandes("range") == [None, f"bytes={TIERS}-", None]


def test_a_part_that_says_two_lengths_is_not_the_end(serveur: Serveur, politique: Politique, tmp_path: Path):
    """The first answer gave no length: only the part itself says how much is missing."""
    en_morceaux = tete(200, {"ETag": '"v1"', "Transfer-Encoding": "chunked"})
    debut = brut(en_morceaux + b"%x\r\n" % TIERS + CORPS[:TIERS] + b"\r\n")
    court = partie(CORPS, f"bytes {TIERS}-{FIN + 9}/{len(CORPS) + 9}", TIERS)
    serveur.joue("/x", debut, court, fichier(CORPS))
    assert telecharger(serveur.url("/x"), tmp_path / "x", politique).essais == 3
    assert serveur.demandes("range") == [None, f"bytes={TIERS}-", None]


def test_the_same_etag_elsewhere_is_another_file(serveur: Serveur, politique: Politique, tmp_path: Path):
    serveur.joue("/x", fichier(CORPS, coupe_a=TIERS), vers("/y"), vers("/y"))
    serveur.joue("/y", fichier(AUTRE))
    telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert (tmp_path / "x").read_bytes() == AUTRE


def test_what_stays_after_a_failure_serves_the_next_call(
    serveur: Serveur, politique: Politique, tmp_path: Path, fini: Callable[[], list[str]]
):
    serveur.joue("/x", fichier(CORPS, coupe_a=TIERS), rupture())
    with pytest.raises(SourceInjoignable):
        telecharger(serveur.url("/x?cle=secrete"), tmp_path / "x", politique)
    assert fini() == ["x.partiel", "x.partiel.json"]
    note = (tmp_path / "x.partiel.json").read_text()
    assert json.loads(note)["octets"] == TIERS and "secrete" not in note
    serveur.requetes.clear()
    serveur.joue("/x", fichier(CORPS))
    telecharger(serveur.url("/x?cle=secrete"), tmp_path / "x", politique)
    assert serveur.demandes("range") == [f"bytes={TIERS}-"]
    assert ((tmp_path / "x").read_bytes(), fini()) == (CORPS, ["x"])


@pytest.mark.parametrize(
    "abimer",
    [
        lambda d: (d / "x.partiel.json").write_text('{"url": '),
        lambda d: (d / "x.partiel.json").write_text("[]"),
        lambda d: (d / "x.partiel.json").unlink(),
        lambda d: (d / "x.partiel").unlink(),
        lambda d: os.truncate(d / "x.partiel", 10),
    ],
)
def test_a_doubtful_rest_is_thrown_away(
    abimer: Callable[[Path], object], serveur: Serveur, politique: Politique, tmp_path: Path
):
    serveur.joue("/x", fichier(CORPS, coupe_a=TIERS), rupture())
    with pytest.raises(SourceInjoignable):
        telecharger(serveur.url("/x"), tmp_path / "x", politique)
    abimer(tmp_path)
    serveur.requetes.clear()
    serveur.joue("/x", fichier(CORPS))
    telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert serveur.demandes("range") == [None] and (tmp_path / "x").read_bytes() == CORPS


def test_what_was_written_after_the_last_safe_point_is_dropped(
    serveur: Serveur, politique: Politique, tmp_path: Path
):
    """A power cut may leave anything there, zeros for instance."""
    serveur.joue("/x", fichier(CORPS, coupe_a=TIERS), rupture())
    with pytest.raises(SourceInjoignable):
        telecharger(serveur.url("/x"), tmp_path / "x", politique)
    with (tmp_path / "x.partiel").open("ab") as file:
        file.write(bytes(500))
    serveur.requetes.clear()
    serveur.joue("/x", fichier(CORPS))
    telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert serveur.demandes("range") == [f"bytes={TIERS}-"] and (tmp_path / "x").read_bytes() == CORPS


def test_the_rest_of_another_address_is_not_taken(serveur: Serveur, politique: Politique, tmp_path: Path):
    serveur.joue("/x", fichier(CORPS, coupe_a=TIERS), rupture())
    with pytest.raises(SourceInjoignable):
        telecharger(serveur.url("/x?page=1"), tmp_path / "x", politique)
    serveur.requetes.clear()
    serveur.joue("/x", fichier(AUTRE))
    telecharger(serveur.url("/x?page=2"), tmp_path / "x", politique)
    assert serveur.demandes("range") == [None] and (tmp_path / "x").read_bytes() == AUTRE


def test_a_wrong_beginning_is_found_by_the_digest_and_not_kept(
    serveur: Serveur, politique: Politique, tmp_path: Path, fini: Callable[[], list[str]]
):
    import hashlib

    serveur.joue("/x", fichier(CORPS, coupe_a=TIERS), rupture())
    with pytest.raises(SourceInjoignable):
        telecharger(serveur.url("/x"), tmp_path / "x", politique)
    with (tmp_path / "x.partiel").open("r+b") as file:
        file.write(b"[")
    serveur.requetes.clear()
    serveur.joue("/x", fichier(CORPS))
    sha1 = hashlib.sha1(CORPS).hexdigest()
    recu = telecharger(serveur.url("/x"), tmp_path / "x", politique, attendu_sha1=sha1)
    assert serveur.demandes("range") == [f"bytes={TIERS}-", None]
    assert (recu.sha1, fini()) == (sha1, ["x"])


TUE = """
import sys
from pathlib import Path
from pipelines.sources import reprise
from pipelines.sources.politique import Politique
from pipelines.sources.transport import telecharger
reprise.POINT_SUR = 10_000
telecharger(sys.argv[1], Path(sys.argv[2]), Politique(adresses_privees=("127.0.0.1",)),
            suivi=lambda fait, total: print(fait, flush=True))
"""


def test_killed_in_the_middle_it_goes_on_in_another_process(
    serveur: Serveur, politique: Politique, tmp_path: Path, fini: Callable[[], list[str]]
):
    debut = tete(200, {"Content-Length": len(CORPS), "ETag": '"v1"'}) + CORPS[:30_000]
    serveur.joue("/x", lambda prise, requete: (prise.sendall(debut), silence()(prise, requete)))
    processus = subprocess.Popen(
        [sys.executable, "-c", TUE, serveur.url("/x"), str(tmp_path / "x")], stdout=subprocess.PIPE, text=True
    )
    assert processus.stdout
    while int(processus.stdout.readline()) < 30_000:
        pass
    processus.send_signal(signal.SIGKILL)
    processus.wait()
    processus.stdout.close()
    assert fini() == ["x.partiel", "x.partiel.json"]
    sur = json.loads((tmp_path / "x.partiel.json").read_text())["octets"]
    assert 10_000 <= sur <= (tmp_path / "x.partiel").stat().st_size
    serveur.requetes.clear()
    serveur.joue("/x", fichier(CORPS))
    telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert serveur.demandes("range") == [f"bytes={sur}-"]
    assert ((tmp_path / "x").read_bytes(), fini()) == (CORPS, ["x"])


def test_a_person_who_stops_it_loses_nothing(serveur: Serveur, politique: Politique, tmp_path: Path):
    def arreter(fait: int, total: int | None) -> None:
        raise KeyboardInterrupt

    serveur.joue("/x", fichier(CORPS))
    with pytest.raises(KeyboardInterrupt):
        telecharger(serveur.url("/x"), tmp_path / "x", politique, suivi=arreter)
    recus = (tmp_path / "x.partiel").stat().st_size
    telecharger(serveur.url("/x"), tmp_path / "x", politique)
    assert serveur.demandes("range") in ([None, f"bytes={recus}-"], [None, None])
    assert (tmp_path / "x").read_bytes() == CORPS


def test_a_full_disk_is_told_and_gives_its_place_back(
    serveur: Serveur, politique: Politique, tmp_path: Path, fini: Callable[[], list[str]]
):
    import resource

    serveur.joue("/x", fichier(CORPS))
    avant = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(CORPS) // 2, avant[1]))
    try:
        with pytest.raises(SpaserErreur, match=r"ne peut être écrit .* vérifiez la place") as refus:
            telecharger(serveur.url("/x"), tmp_path / "x", politique)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, avant)
    assert not isinstance(refus.value, SourceRefusee | SourceInjoignable)
    assert (fini(), len(serveur.requetes)) == ([], 1)


def test_the_name_appears_whole_over_the_former_file(serveur: Serveur, politique: Politique, tmp_path: Path):
    (tmp_path / "x").write_bytes(b"[0]")
    vus: list[bytes] = []
    serveur.joue("/x", fichier(CORPS, coupe_a=TIERS), fichier(CORPS))
    telecharger(
        serveur.url("/x"),
        tmp_path / "x",
        politique,
        suivi=lambda *_: vus.append((tmp_path / "x").read_bytes()),
    )
    assert set(vus) == {b"[0]"} and (tmp_path / "x").read_bytes() == CORPS


# What is asked only if it changed.


def test_unchanged_is_said_in_few_bytes(serveur: Serveur, politique: Politique, tmp_path: Path):
    serveur.joue("/x", fichier(CORPS))
    connus = Validateurs('"v1"', "Sun, 01 Nov 2026 10:00:00 GMT")
    recu = telecharger(serveur.url("/x"), tmp_path / "x", politique, validateurs=connus)
    assert (recu.etat, recu.octets, recu.sha256, recu.validateurs) == ("inchange", 0, None, connus)
    assert serveur.demandes("if-none-match") == ['"v1"']
    assert serveur.demandes("if-modified-since") == ["Sun, 01 Nov 2026 10:00:00 GMT"]
    assert list(tmp_path.iterdir()) == []


def test_changed_is_received(serveur: Serveur, politique: Politique, tmp_path: Path):
    serveur.joue("/x", fichier(CORPS, '"v2"'))
    recu = telecharger(serveur.url("/x"), tmp_path / "x", politique, validateurs=Validateurs('"v1"'))
    assert (recu.etat, recu.validateurs.etag) == ("recu", '"v2"')


def test_unchanged_with_the_tag_of_another_is_asked_again_without_condition(
    serveur: Serveur, politique: Politique, tmp_path: Path
):
    serveur.joue("/x", brut(tete(304, {"ETag": '"v9"'})), fichier(CORPS, '"v9"'))
    recu = telecharger(serveur.url("/x"), tmp_path / "x", politique, validateurs=Validateurs('"v1"'))
    assert recu.etat == "recu" and serveur.demandes("if-none-match") == ['"v1"', None]


def test_no_validator_no_condition(serveur: Serveur, politique: Politique, tmp_path: Path):
    serveur.joue("/x", reponse(503), fichier(CORPS))
    telecharger(serveur.url("/x"), tmp_path / "x", politique, validateurs=Validateurs())
    assert serveur.demandes("if-none-match") == [None, None]


def test_slow_but_steady_is_not_too_slow(serveur: Serveur, politique: Politique, tmp_path: Path):
    """The minimum rate is an average over `lecture_s`, and starts anew with each share."""
    morceaux = [CORPS[i : i + 20_000] for i in range(0, 200_000, 20_000)] + [CORPS[200_000:]]
    serveur.joue("/x", brut(tete(200, {"Content-Length": len(CORPS)}), *morceaux, pause=0.08))
    debut = time.monotonic()
    recu = telecharger(serveur.url("/x"), tmp_path / "x", replace(politique, lecture_s=0.7, essais=1))
    assert recu.octets == len(CORPS) and time.monotonic() - debut > 0.7


def _sha256(octets: bytes) -> str:
    import hashlib

    return hashlib.sha256(octets).hexdigest()
