-- The buyers of whom something that tells probable merges (fusions_probables.sql) changed: the others keep their pairs.
COPY (
    WITH avant AS (
        SELECT contrat_id, {portrait} FROM read_parquet({anciens_contrats}) WHERE contrat_id IN (SELECT contrat_id FROM read_parquet({sortants}))
    ),
    apres AS (SELECT contrat_id, {portrait} FROM read_parquet({nouveaux_contrats})),
    noms_avant AS (
        SELECT contrat_id, siren, titulaire_id FROM read_parquet({anciens_titulaires})
        WHERE rang_modification = 0 AND contrat_id IN (SELECT contrat_id FROM read_parquet({sortants}))
    ),
    noms_apres AS (SELECT contrat_id, siren, titulaire_id FROM read_parquet({nouveaux_titulaires}) WHERE rang_modification = 0),
    changes AS (
        SELECT contrat_id FROM (FROM avant EXCEPT FROM apres) UNION ALL SELECT contrat_id FROM (FROM apres EXCEPT FROM avant)
        UNION ALL SELECT contrat_id FROM (FROM noms_avant EXCEPT FROM noms_apres)
        UNION ALL SELECT contrat_id FROM (FROM noms_apres EXCEPT FROM noms_avant)
    )
    SELECT DISTINCT left(contrat_id, 9) AS siren FROM changes
) TO {acheteurs} (FORMAT parquet)
