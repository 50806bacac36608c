"""Names that become folders and addresses: what one may be. What bears them belongs elsewhere."""

import re

from pipelines.commun.erreurs import SpaserErreur

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
SLUG_MAX = 100


def exiger_slug(slug: str) -> str:
    """Return the name of a SPASER, which is also that of its folders.

    Errors: anything but lower-case letters, digits and single hyphens (« .. », « / » and the like lead elsewhere).
    """
    if not SLUG.match(slug) or len(slug) > SLUG_MAX:
        raise SpaserErreur(
            f"{slug[:SLUG_MAX]!r} ne peut pas nommer un SPASER : minuscules sans accent, chiffres et tirets, "
            f"{SLUG_MAX} caractères au plus."
        )
    return slug
