SELECT
{valeurs}
FROM (SELECT {cle} AS cle_json, * FROM {lecture}) AS a
ANTI JOIN (SELECT cle FROM suivies WHERE nature = 'retire') AS r ON r.cle = a.cle_json
LEFT JOIN (
    SELECT cle, map_from_entries(list({k: colonne, v: nouvelle_valeur})) AS cellules
    FROM suivies WHERE nature = 'corrige' GROUP BY cle
) AS m ON m.cle = a.cle_json
