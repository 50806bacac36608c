"""The words that the command-line library says by itself, in French. Our own sentences stay where they are said.

The library takes some of its words from gettext as it is imported: `parler` comes before that.
"""

import gettext
import re

PHRASES = {
    "Commands": "Commandes",
    "Error": "Erreur",
    "[required]": "[obligatoire]",
    "required": "obligatoire",
    "[default: {}]": "[par défaut : {}]",
    "default: {default}": "par défaut : {default}",
    "Missing command.": "Il manque une commande.",
    "No such command {name!r}.": "La commande {name!r} n'existe pas.",
}
AIDE = "Afficher cette aide et s'arrêter."
_TOURNURES = (
    (r"Missing argument '(.+)'\.?", r"il manque l'argument « \1 »"),
    (r"Missing option '(.+)'\.?", r"il manque l'option \1"),
    (r"No such option: (\S+).*", r"l'option \1 n'existe pas"),
    (r"(La commande '.+' n'existe pas)\..*", r"\1"),
    (r"Option '(.+)' requires an argument\.?", r"l'option \1 attend une valeur"),
    (r"Got unexpected extra argument\S* \((.+)\)\.?", r"« \1 » est de trop"),
    (
        r"Invalid value for '(.+?)': .*?('.+?')? ?does not match the formats? '(.+?)'.*",
        r"\1 : \2 n'est pas une date (AAAA-MM-JJ)",
    ),
    (r"Invalid value for '(.+?)': (.*)", r"valeur refusée pour \1 : \2"),
)


def parler() -> None:
    """Make gettext answer in French what it would leave in English; to be called before typer is imported."""
    anglais = gettext.gettext
    gettext.gettext = lambda message: PHRASES.get(message) or anglais(message)


def traduire(message: str) -> str:
    """Say in French what the library says of a command that is badly written; what is unknown stays as it is."""
    for anglais, francais in _TOURNURES:
        if re.fullmatch(anglais, message, re.DOTALL):
            return re.sub(anglais, francais, message, flags=re.DOTALL)
    return message
