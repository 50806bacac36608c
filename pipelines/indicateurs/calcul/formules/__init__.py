"""How a formula counts: one SQL struct each (num, den, valeur, bmin, bmax, connus, possibles, jour).

`{d}` says among what, `{c}` having what, `{t}` both, all three-valued; `{x}` and `{y}` are what is added or told apart.
"""
