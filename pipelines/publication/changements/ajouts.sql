-- Every row of a table that is new, or whose key is.
SELECT 'ajoute' AS nature, {cle} AS cle, NULL::VARCHAR AS colonne, NULL::VARCHAR AS ancienne_valeur,
    {ligne} AS nouvelle_valeur, {contrat_id} AS contrat_id, {indicateur_id} AS indicateur_id
FROM {lecture}
