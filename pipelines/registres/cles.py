"""Whether a padded SIREN or SIRET is one: only suggestions use this, verdicts belong to `validation`."""


def cle_juste(champ: str, texte: str) -> bool:
    """Say whether the key of a SIREN or SIRET is right; any other column has no key to fail."""
    from stdnum.fr import siren, siret

    if champ.endswith("siret"):
        return bool(siret.is_valid(texte))
    return bool(siren.is_valid(texte)) if champ.endswith("siren") else True
