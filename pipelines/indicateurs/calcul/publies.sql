-- What may be published: the values that registers about persons feed wait for the disclosure control (law 5).
COPY (
    SELECT * REPLACE (
        CASE WHEN secret = 'publie' THEN valeur END AS valeur, CASE WHEN secret = 'publie' THEN valeur_texte END AS valeur_texte,
        CASE WHEN secret = 'publie' THEN valeur_date END AS valeur_date, CASE WHEN secret = 'publie' THEN numerateur END AS numerateur,
        CASE WHEN secret = 'publie' THEN denominateur END AS denominateur, CASE WHEN secret = 'publie' THEN couverture END AS couverture,
        CASE WHEN secret = 'publie' THEN borne_min END AS borne_min, CASE WHEN secret = 'publie' THEN borne_max END AS borne_max,
        CASE WHEN secret = 'publie' THEN ecart END AS ecart, CASE WHEN secret = 'publie' THEN etat ELSE 'indetermine' END AS etat,
        CASE WHEN secret = 'publie' THEN note ELSE 'Registre sur des personnes : la valeur attend le contrôle du secret.' END AS note
    )
    FROM tous_resultats
    -- a value of a dimension that is masked would be told by its mere presence
    WHERE secret = 'publie' OR modalite = 'ensemble'
    ORDER BY spaser, edition, indicateur_id, niveau, acheteur_siren NULLS FIRST, periode_debut, periode_fin, compte, base, perimetre, dimension, modalite
) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
