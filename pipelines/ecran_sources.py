"""How a harvest shows that it goes on: a bar a file on a terminal, the sources alone elsewhere. Nothing is decided."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

from pipelines.ecran import ECRAN


@contextmanager
def avancement() -> Iterator[tuple[Callable[[str, int, int | None], None], Callable[[str], None]]]:
    """Yield what is told the bytes received of each file, from any thread, and what is told a sentence."""
    barre = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        console=ECRAN,
        transient=True,
        disable=not ECRAN.is_terminal,
    )
    taches: dict[str, TaskID] = {}

    def suivre(nom: str, recus: int, total: int | None) -> None:
        if nom not in taches:
            taches[nom] = barre.add_task(escape(nom), total=total)
        barre.update(taches[nom], completed=recus, total=total)

    def dire(texte: str) -> None:
        ECRAN.print(texte, highlight=False, markup=False)

    with barre:
        yield suivre, dire
