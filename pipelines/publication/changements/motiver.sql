-- The differences of one table, each with its reason, its sentence and where to look; in the order of the table `changements`.
COPY (
    WITH m AS (
        SELECT nature, cle, colonne, ancienne_valeur, nouvelle_valeur, contrat_id, indicateur_id, place, dite, date_decision,
            code_correction, correction_retiree, cause, CASE
            WHEN nature IN ('table_ajoutee', 'table_retiree', 'colonne_ajoutee', 'colonne_retiree', 'cle_changee') THEN 'schema'
            WHEN list_contains({ajoutees}, colonne) THEN 'schema'
            WHEN nature = 'corrige_partout' AND colonne = 'arrete_au' THEN 'date'
            WHEN nature = 'corrige_partout' THEN {defaut}
            WHEN nature = 'ajoute' AND {refaite} THEN 'schema'
            ELSE motif END AS motif
        FROM motives
    ),
    tous AS (
        SELECT nature, cle, colonne, ancienne_valeur, nouvelle_valeur, contrat_id, indicateur_id, motif, CASE
            WHEN motif = 'correction' AND date_decision IS NOT NULL THEN CASE WHEN correction_retiree
                THEN 'La décision du ' || strftime(date_decision::DATE, '%d/%m/%Y') || ' n''est plus appliquée'
                ELSE 'Décision du ' || strftime(date_decision::DATE, '%d/%m/%Y') END || ' (motif : ' || code_correction || ').'
            WHEN nature = 'table_ajoutee' THEN 'Table ajoutée.'
            WHEN nature = 'table_retiree' THEN 'Table retirée : ses lignes ne sont pas redites.'
            WHEN nature = 'colonne_ajoutee' THEN 'Colonne ajoutée.'
            WHEN nature = 'colonne_retiree' THEN 'Colonne retirée : ses valeurs ne sont pas redites.'
            WHEN nature = 'cle_changee' THEN 'La clé de la table a changé : ses lignes sont toutes données comme ajoutées.'
            WHEN motif = 'schema' AND nature = 'corrige' THEN 'Valeur d''une colonne ajoutée.'
            WHEN motif = 'schema' THEN 'Ligne d''une table nouvelle ou refaite.'
            WHEN motif = cause THEN dite END AS dite,
            CASE WHEN motif = 'correction' THEN date_decision WHEN motif = cause THEN place END AS reference
        FROM m
        {renommes}
    )
    SELECT {table} AS "table", cle, nature, colonne, ancienne_valeur, nouvelle_valeur, contrat_id, indicateur_id, motif,
        coalesce(dite, phrase) AS explication, reference
    FROM tous LEFT JOIN phrases USING (motif)
    ORDER BY cle NULLS FIRST, nature, colonne
) TO {dest} (FORMAT parquet, ROW_GROUP_SIZE 20480)
