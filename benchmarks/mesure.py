"""One process, timed: wall clock, processor time and peak memory as the kernel counts them (`wait4`).

The launcher stays small on purpose: Linux gives a child, as its first peak, the memory of the process that
launched it. So nothing heavy (pandas, DuckDB, the data) may be imported by the harness; the peak of an empty
process is printed with the results. Rounds and tables are in `tours` and `rapport`.
"""

import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Mesure:
    mur_s: float
    cpu_s: float
    pic_mio: float


class EchecConcurrent(Exception):
    """A contender that stops with an error is never timed."""


def mesurer(commande: list[str], racine: Path) -> Mesure:
    """Run a command from `racine` and return what it took; its errors are shown when it fails."""
    with tempfile.TemporaryFile() as journal:
        debut = time.perf_counter()
        processus = subprocess.Popen(commande, cwd=racine, stdout=journal, stderr=journal)
        fin, pic_arbre = threading.Event(), [0.0]
        guetteur = threading.Thread(target=_guetter, args=(processus.pid, fin, pic_arbre), daemon=True)
        guetteur.start()
        _, etat, usage = os.wait4(processus.pid, 0)
        mur = time.perf_counter() - debut
        fin.set()
        guetteur.join()
        processus.returncode = os.waitstatus_to_exitcode(etat)
        if processus.returncode != 0:
            journal.seek(0)
            message = journal.read()[-3000:].decode("utf-8", "replace")
            raise EchecConcurrent(
                f"{' '.join(commande)} s'arrête avec le code {processus.returncode} :\n{message}"
            )
    return Mesure(mur, usage.ru_utime + usage.ru_stime, max(usage.ru_maxrss / 1024, pic_arbre[0]))


def _guetter(pid: int, fin: threading.Event, pic: list[float]) -> None:
    """Sum the memory of the process and its children ten times a second: `ru_maxrss` has only the largest."""
    while not fin.wait(0.1):
        arbre = _descendance(pid)
        if len(arbre) > 1:
            pic[0] = max(pic[0], sum(map(_memoire_mio, arbre)))


def _descendance(pid: int) -> list[int]:
    try:
        enfants = [
            int(e) for t in Path(f"/proc/{pid}/task").iterdir() for e in (t / "children").read_text().split()
        ]
    except OSError:  # the process has just ended
        return []
    return [pid, *(petit for enfant in enfants for petit in _descendance(enfant))]


def _memoire_mio(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 2**20
    except OSError:  # the process has just ended
        return 0.0
