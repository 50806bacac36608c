-- What became of the records of each accepted delivery.
SELECT livraison, count(*) FILTER (remplacee IS NULL) AS en_vigueur, count(*) FILTER (remplacee IS NOT NULL) AS remplacees,
    max(remplacee) AS remplacee_par
FROM vigueur GROUP BY livraison ORDER BY livraison
