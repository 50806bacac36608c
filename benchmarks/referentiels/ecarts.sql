-- Establishments about which the two contenders disagree, in either direction.
WITH nous AS (
    SELECT siret, trouve = 'siret_ferme' AS ferme, q.siret IS NOT NULL AS dedans
    FROM read_parquet({fournisseurs}) f
    LEFT JOIN (SELECT DISTINCT siret FROM read_parquet({qualites}) WHERE categorie = 'TERRITOIRE') q USING (siret)
    WHERE trouve IN ('siret', 'siret_ferme')
),
pandas AS (SELECT siret, ferme, dedans FROM read_parquet({pandas}))
(FROM nous EXCEPT FROM pandas)
UNION ALL
(FROM pandas EXCEPT FROM nous);
