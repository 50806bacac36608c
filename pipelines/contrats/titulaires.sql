-- Suppliers of each contract: rank 0 is the union of what its sources name at first, the others what modifications name.
-- Two establishments of one company in two sources are one supplier: the preferred source's is kept.
COPY (
    WITH nommes AS (
        SELECT contrat_id, 0 AS rang_modification, p.preference, o.*
        FROM operateurs_lus o JOIN provenance p USING (rid)
        WHERE modification = 0 AND (format <> 'plat' OR plat_seul AND jour IS NOT DISTINCT FROM premiere_version)
        UNION ALL
        SELECT contrat_id, r.rang_modification, p.preference, o.*
        FROM operateurs_lus o JOIN provenance p USING (rid) JOIN modifications_rangees r USING (contrat_id)
        WHERE r.sources_rid = o.rid AND r.sources_modification = o.modification AND (o.modification > 0 OR format = 'plat')
    ),
    uniques AS (
        SELECT n.*, i.* EXCLUDE (type_publie, id_publie)
        FROM nommes n LEFT JOIN identifiants_lus i
          ON i.id_publie IS NOT DISTINCT FROM n.id_publie AND i.type_publie IS NOT DISTINCT FROM n.type_publie
        WHERE nullif(n.id_publie, '') IS NOT NULL OR n.denomination IS NOT NULL
        QUALIFY row_number() OVER (
            PARTITION BY contrat_id, rang_modification, coalesce(siren, cle_texte(n.id_publie), n.denomination)
            ORDER BY preference, place, n.id_publie) = 1
    )
    SELECT contrat_id, rang_modification,
        row_number() OVER (PARTITION BY contrat_id, rang_modification ORDER BY preference, place, id_publie)::INTEGER AS titulaire_rang,
        type_identifiant, titulaire_id, siren, siret_valide, id_publie AS titulaire_id_publie, denomination AS denomination_publiee
    FROM uniques
    ORDER BY contrat_id, rang_modification, titulaire_rang
) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
