"""Another contender without Python's garbage collector: `python -m ...sans_gc NOM SORTIE FICHIER...`.

While objects only pile up, the collector walks them again and again and finds nothing: without it
`orjson.loads` is about three times faster, json_normalize twice. It is their best case, so both are shown.
"""

import gc
import runpy
import sys

if __name__ == "__main__":
    gc.disable()
    module = f"benchmarks.concurrents.{sys.argv[1]}"
    sys.argv = [module, *sys.argv[2:]]
    runpy.run_module(module, run_name="__main__")
