-- Rows of two states of a table, paired by their key as a JSON text (its parts may be empty), and what differs between
-- the two: whole rows that are on one side only, cells of those on both. Our own names
-- begin with `_`, as no column of a table does.
WITH
_avant AS (SELECT {cle_avant} AS _cle, * FROM {avant}),
_apres AS (SELECT {cle_apres} AS _cle, * FROM {apres}),
paires AS (
    SELECT
        coalesce(_avant._cle, _apres._cle) AS cle,
        CASE WHEN _avant._cle IS NULL THEN 'ajoute' WHEN _apres._cle IS NULL THEN 'retire' ELSE 'corrige' END AS nature,
        CASE WHEN _avant._cle IS NOT NULL AND _apres._cle IS NOT NULL
            THEN list_filter({cellules}, _case -> _case.avant IS DISTINCT FROM _case.apres) END AS cellules,
        CASE WHEN _apres._cle IS NULL THEN {retiree} END AS retiree,
        CASE WHEN _avant._cle IS NULL THEN {ajoutee} END AS ajoutee,
        {cache} AS cache, {contrat_id} AS contrat_id, {indicateur_id} AS indicateur_id
    FROM _avant FULL JOIN _apres ON _avant._cle = _apres._cle
)
SELECT nature, cle, NULL::VARCHAR AS colonne, retiree AS ancienne_valeur, ajoutee AS nouvelle_valeur, contrat_id, indicateur_id
FROM paires
WHERE nature <> 'corrige'
UNION ALL
SELECT nature, cle, _case.colonne, CASE WHEN NOT cache THEN _case.avant END, _case.apres, contrat_id, indicateur_id
FROM (SELECT nature, cle, unnest(cellules) AS _case, cache, contrat_id, indicateur_id FROM paires WHERE nature = 'corrige')
