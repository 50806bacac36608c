"""The national files about the fictional suppliers: Sirene, Annuaire, lists of the social economy, communes, EPCI.

Belongs here: extracts with the columns that the real publishers use, faults made on purpose, and the truth
about both (`verite_referentiels.json`). Does not belong here: anything that reads such a file, so that the
truth shares no mistake with the code that it judges.
"""
