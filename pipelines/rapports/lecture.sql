-- The results of a run: the legal block, what its SPASER asks and what binds every issuer. `internes` is read for internal
-- reports only; the legal block, where it does not hold it, comes from what is published.
WITH publies AS (FROM read_parquet({publies}) ),
internes AS (FROM read_parquet({internes}) WHERE {caches}),
toutes AS (
    FROM internes
    UNION ALL BY NAME
    FROM publies WHERE NOT {interne} OR (indicateur_id LIKE 'L2111-3_%' AND NOT EXISTS (FROM internes WHERE indicateur_id LIKE 'L2111-3_%'))
)
FROM toutes
ORDER BY spaser, edition, indicateur_id, niveau, acheteur_siren NULLS FIRST, periode_debut, periode_fin, compte, base, perimetre, dimension, modalite
