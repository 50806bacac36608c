"""From definitions to results: one pass over each population answers every indicator that counts it.

What is counted belongs to `faits`, the words of definitions to `listes`, what a result is worth beside its target to
`objectifs`. Nothing is published here.
"""
