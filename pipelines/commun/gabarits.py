"""Pages made from templates, every text in them escaped. What a page says belongs to who makes it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def page(gabarit: Path, filtres: Mapping[str, Callable[..., Any]] | None = None, **dits: Any) -> str:
    """Return a page made from a template; a name that it asks for and is not given is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # autoescape is said out loud: the name of a template does not end in .html
    environnement = Environment(
        loader=FileSystemLoader(gabarit.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environnement.filters.update(filtres or {})
    return environnement.get_template(gabarit.name).render(**dits)
