"""The populations that measures count: one SQL file each, over the tables of contracts and the registers in force.

A population is a table with `acheteur_siren`, `annee` and what the closed lists ask of it, three-valued: true, false,
or NULL for unknown (law 3). What is counted in it belongs to `listes`; how, to `calcul`.
"""
