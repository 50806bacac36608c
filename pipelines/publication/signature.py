"""The optional signature of a release: SHA256SUMS.sig, made and checked by OpenSSH (`ssh-keygen -Y`).

Ed25519 keys only: with the others, the same inputs signed twice give other bytes (law 7). Neither the key nor its
place is ever shown.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from pipelines.commun.erreurs import SpaserErreur
from pipelines.publication.depot.chemins import SIGNATURE, SOMMES

VARIABLE = "SPASER_CLE_SIGNATURE"
ESPACE = "spaser-ouvert"
"""What is signed is signed as this: a signature made for something else does not pass."""
SIGNATAIRE = "editeur"


def exiger() -> Path | None:
    """Return the key that the environment names, once it is proved usable; None when it names none.

    Errors: no such file, a file that others may read, a key that is not Ed25519 or that asks for a passphrase.
    """
    dite = os.environ.get(VARIABLE, "")
    if not dite:
        return None
    cle = Path(dite)
    try:
        lisible = cle.is_file() and os.access(cle, os.R_OK)
        ouverte = lisible and cle.stat().st_mode & 0o077
    except OSError:
        lisible = ouverte = False
    if not lisible:
        raise _refus("le fichier qu'elle nomme n'existe pas ou ne peut pas être lu")
    if ouverte:
        raise _refus("d'autres comptes peuvent lire ce fichier (chmod 600)")
    if shutil.which("ssh-keygen") is None:
        raise _refus("« ssh-keygen » (OpenSSH) n'est pas installé")
    publique = _ssh("-y", "-P", "", "-f", str(cle))
    if publique.returncode:
        raise _refus("ce n'est pas une clé privée OpenSSH sans phrase secrète")
    if not publique.stdout.startswith(b"ssh-ed25519 "):
        raise _refus("ce n'est pas une clé Ed25519 : avec une autre, deux signatures du même texte diffèrent")
    return cle


def signer(dossier: Path) -> Path | None:
    """Sign SHA256SUMS of a staged release when the environment names a key; return the signature.

    Errors: those of `exiger`; a signature that cannot be made.
    """
    cle = exiger()
    if cle is None:
        return None
    signature = dossier / SIGNATURE
    signature.unlink(missing_ok=True)
    fait = _ssh("-Y", "sign", "-q", "-f", str(cle), "-n", ESPACE, str(dossier / SOMMES))
    if fait.returncode or not signature.is_file():
        raise _refus("la signature n'a pas pu être faite")
    return signature


def verifier_signature(dossier: Path, cle_publique: Path) -> str:
    """Return what is wrong with the signature of a release, in French; nothing when it is that of the key.

    Errors: the public key cannot be read, OpenSSH is missing.
    """
    try:
        mots = cle_publique.read_text(encoding="utf-8").split()
    except (OSError, ValueError) as erreur:
        raise SpaserErreur(
            f"« {cle_publique} » ne peut pas être lu : donnez la clé publique (.pub)."
        ) from erreur
    if len(mots) < 2 or mots[0] != "ssh-ed25519":
        raise SpaserErreur(f"« {cle_publique} » n'est pas une clé publique « ssh-ed25519 » (fichier .pub).")
    if shutil.which("ssh-keygen") is None:
        raise SpaserErreur("Une signature se vérifie avec « ssh-keygen » (OpenSSH), qui n'est pas installé.")
    if not (dossier / SIGNATURE).is_file():
        return f"{SIGNATURE} manque : cette version n'est pas signée"
    with tempfile.TemporaryDirectory() as tmp:
        connus = Path(tmp) / "signataires"
        connus.write_text(f'{SIGNATAIRE} namespaces="{ESPACE}" {mots[0]} {mots[1]}\n', encoding="utf-8")
        options = ("-f", str(connus), "-I", SIGNATAIRE, "-n", ESPACE, "-s", str(dossier / SIGNATURE))
        try:
            texte = (dossier / SOMMES).read_bytes()
        except OSError:
            return f"{SOMMES}, qui est signé, manque"
        fait = _ssh("-Y", "verify", *options, entree=texte)
    return "" if fait.returncode == 0 else f"la signature n'est pas celle de {SOMMES} par cette clé"


def _ssh(*arguments: str, entree: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Run ssh-keygen; it asks nothing of anyone, and what it says is not shown: it names the key."""
    return subprocess.run(
        ["ssh-keygen", *arguments],
        input=entree,
        capture_output=True,
        env={"PATH": os.environ.get("PATH", ""), "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C"},
        check=False,
    )


def _refus(quoi: str) -> SpaserErreur:
    return SpaserErreur(
        f"La clé de signature que nomme {VARIABLE} ne convient pas : {quoi}. Corrigez-la, ou videz {VARIABLE} pour "
        "publier sans signature. Rien n'a été publié."
    )
