"""Write the small release in a process of its own, and print a digest a file.

`jumeau.py WORK TABLES VERSION THREADS MEMORY UMASK`
"""

import hashlib
import os
import pickle
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parent)
    import matiere  # type: ignore[import-not-found]

    travail, tables, version, threads, memoire, masque = sys.argv[1:]
    os.umask(int(masque, 8))
    Path(version).mkdir(parents=True)
    decrites = pickle.loads(Path(tables).read_bytes())
    matiere.ecrire_release(Path(travail), decrites, Path(version), threads=int(threads), memoire=memoire)
    for fichier in sorted(Path(version).iterdir()):
        print(hashlib.sha256(fichier.read_bytes()).hexdigest(), fichier.name)
