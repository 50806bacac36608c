-- Counted again from what was written: a contract or a row of the register without a place, or with two.
WITH u AS (FROM read_parquet('{parquet}/tables/union_contrats.parquet')),
contrats AS (
    SELECT contrat_id, count(*) AS n FROM u WHERE etat <> 'registre_seul' GROUP BY ALL
),
lignes AS (
    SELECT registre_acheteur_siren AS acheteur_siren, reference, count(*) AS n FROM u WHERE etat <> 'decp_seul' GROUP BY ALL
)
SELECT 'contrat' AS sorte, coalesce(c.contrat_id, p.contrat_id) AS quoi, coalesce(p.n, 0) AS places
FROM read_parquet('{parquet}/tables/contrats.parquet') c FULL JOIN contrats p USING (contrat_id)
WHERE c.contrat_id IS NULL OR p.n IS DISTINCT FROM 1
UNION ALL
SELECT 'registre', coalesce(r.acheteur_siren, p.acheteur_siren) || ' ' || coalesce(r.reference, p.reference), coalesce(p.n, 0)
FROM read_parquet('{parquet}/registres/registre_contrats.parquet') r FULL JOIN lignes p USING (acheteur_siren, reference)
WHERE r.reference IS NULL OR p.n IS DISTINCT FROM 1
ORDER BY 1, 2
