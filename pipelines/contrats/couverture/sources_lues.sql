-- One row a file read. Days are those of all its records, quarantine included; a day that cannot be is left out.
COPY (
    WITH jours AS (
        SELECT source AS numero, min(date_plausible(date_notification)) AS premiere_notification,
            max(date_plausible(date_notification)) AS derniere_notification, max(date_plausible(date_publication)) AS derniere_publication
        FROM elements GROUP BY source
    ),
    ecartes_ici AS (SELECT fichier, count(*) AS nb FROM read_parquet({quarantaine}) GROUP BY fichier)
    SELECT fichier, origine AS source, ressource, publie_le, licence, url, sha256 AS source_sha256, format, refuse, lus AS enregistrements,
        CASE WHEN NOT refuse THEN coalesce(nb, 0) END AS quarantaine, CASE WHEN NOT refuse THEN ecartes END AS ecartes,
        premiere_notification, derniere_notification, derniere_publication
    FROM fichiers LEFT JOIN jours USING (numero) LEFT JOIN ecartes_ici USING (fichier)
    ORDER BY fichier
) TO {sources_lues} (FORMAT parquet, COMPRESSION zstd);
