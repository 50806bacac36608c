"""The terminal: where sentences go, and how a long step shows that it goes on. What is said belongs to the commands."""

from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

ECRAN = Console(stderr=True)


class progression:
    """`with progression() as suivi`: a spinner with the step at hand on a terminal, one line a step elsewhere."""

    def __enter__(self) -> Callable[[str], None]:
        """Start, and return the function that says which step is at hand."""
        self._barre = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=ECRAN,
            transient=True,
        )
        if not ECRAN.is_terminal:
            return lambda texte: ECRAN.print(texte, highlight=False, markup=False)
        self._barre.start()
        tache = self._barre.add_task("")
        return lambda texte: self._barre.update(tache, description=escape(texte))

    def __exit__(
        self, genre: type[BaseException] | None, erreur: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wipe the spinner, whatever happened."""
        self._barre.stop()
