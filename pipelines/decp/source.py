"""What came of one file that was read. Reading belongs to `lecture`."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Source:
    """What came of one file: `lus` published elements, None when it was refused.

    `ecartes` counts the elements of other buyers, when only some buyers are read; `origine` is the declared source.
    """

    fichier: str
    sha256: str
    format: str
    lus: int | None
    refus: str | None = None
    reparations: dict[str, int] = field(default_factory=dict)
    origine: str = "entrees"
    ecartes: int = 0
    lecture: str | None = None
    """The name of the kept reading: the same name, the same elements."""
