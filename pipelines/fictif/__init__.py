"""The fictional community `exemple`: a seeded generator of DECP files and of the truth they hide.

Belongs here: what invents buyers, suppliers, contracts and pathologies, and the oracle (`verite.json`)
that says what a pipeline must find. Does not belong here: anything that reads DECP, and anything the
other packages need to run: no other package of `pipelines` imports this one, so that the oracle can never
share a mistake with the code it judges.
"""
