"""The one exception whose text is meant for the person at the keyboard. No logic belongs here."""


class SpaserErreur(Exception):
    """A fault told to the data manager in one French sentence (file, place, what to do)."""


class FichierRefuse(SpaserErreur):
    """A file that is refused for its structure: it contributes nothing, the other files go on (law 8)."""
