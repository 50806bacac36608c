SELECT
{valeurs}
FROM (SELECT {cle} AS _cle, * FROM {lecture}) AS _avant
ANTI JOIN (SELECT cle FROM suivies WHERE nature = 'retire') AS _retires ON _retires.cle = _avant._cle
LEFT JOIN (
    SELECT cle, map_from_entries(list({k: colonne, v: nouvelle_valeur})) AS _cases
    FROM suivies WHERE nature = 'corrige' GROUP BY cle
) AS _corriges ON _corriges.cle = _avant._cle
