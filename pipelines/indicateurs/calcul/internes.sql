COPY (
    FROM tous_resultats
    ORDER BY spaser, edition, indicateur_id, niveau, acheteur_siren NULLS FIRST, periode_debut, periode_fin, compte, base, perimetre, dimension, modalite
) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
