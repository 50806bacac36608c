"""The contenders, one process each: `python -m benchmarks.concurrents.NOM SORTIE FICHIER...`.

Timing is in `mesure`, the order of the rounds in `tours`.
"""
