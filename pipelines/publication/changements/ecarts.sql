-- Rows of two states of a table, paired by their key as a JSON text (its parts may be empty), and what differs between
-- the two: whole rows that are on one side only, cells of those on both.
WITH
a AS (SELECT {cle_avant} AS cle_json, * FROM {avant}),
b AS (SELECT {cle_apres} AS cle_json, * FROM {apres}),
paires AS (
    SELECT
        coalesce(a.cle_json, b.cle_json) AS cle,
        CASE WHEN a.cle_json IS NULL THEN 'ajoute' WHEN b.cle_json IS NULL THEN 'retire' ELSE 'corrige' END AS nature,
        CASE WHEN a.cle_json IS NOT NULL AND b.cle_json IS NOT NULL
            THEN list_filter({cellules}, c -> c.a IS DISTINCT FROM c.b) END AS cellules,
        CASE WHEN b.cle_json IS NULL THEN {retiree} END AS retiree,
        CASE WHEN a.cle_json IS NULL THEN {ajoutee} END AS ajoutee,
        {cache} AS cache, {contrat_id} AS contrat_id, {indicateur_id} AS indicateur_id
    FROM a FULL JOIN b ON a.cle_json = b.cle_json
)
SELECT nature, cle, NULL::VARCHAR AS colonne, retiree AS ancienne_valeur, ajoutee AS nouvelle_valeur, contrat_id, indicateur_id
FROM paires
WHERE nature <> 'corrige'
UNION ALL
SELECT nature, cle, c.colonne, CASE WHEN NOT cache THEN c.a END, c.b, contrat_id, indicateur_id
FROM (SELECT nature, cle, unnest(cellules) AS c, cache, contrat_id, indicateur_id FROM paires WHERE nature = 'corrige')
