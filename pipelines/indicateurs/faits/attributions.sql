-- To whom the contracts of groups of buyers count, as published (schemas/attributions).
COPY (
    SELECT contrat_id, groupement_id, regle, acheteur_siren, compte,
        -- a part that nobody wrote is unknown; what counts nowhere has none
        (CASE WHEN compte <> 'ecarte' AND parts IS NOT NULL AND len(parts) = list_count(parts) THEN coalesce(list_sum(parts), 0) END * 100)::DECIMAL(9, 4) AS part_pct, motif
    FROM attributions
    ORDER BY contrat_id, compte, acheteur_siren
) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
