-- What the register and the publication say differently, and nobody has settled yet.
SELECT contrat_id, champ, valeur_decp, valeur_registre, retenue, regle
FROM read_parquet('{parquet}/union_conflits.parquet') WHERE retenue <> 'correction' ORDER BY contrat_id, champ LIMIT {limite}
