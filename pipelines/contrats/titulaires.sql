-- Suppliers of each contract: rank 0 is the union of what its sources name at first, the others what modifications name.
-- Two establishments of one company in two sources are one supplier (a SIRET was corrected); in one source they are two.
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
    identifies AS (
        SELECT n.* EXCLUDE (type_publie), i.* EXCLUDE (type_publie, id_publie)
        FROM nommes n LEFT JOIN identifiants_lus i
          ON i.id_publie IS NOT DISTINCT FROM n.id_publie AND i.type_publie IS NOT DISTINCT FROM n.type_publie
        WHERE nullif(n.id_publie, '') IS NOT NULL OR n.denomination IS NOT NULL
    ),
    -- of one company, the establishments that the preferred source names, and no others
    gardes AS (
        SELECT * FROM identifies
        QUALIFY preference = min(preference) OVER (PARTITION BY contrat_id, rang_modification, coalesce(siren, cle_texte(id_publie), denomination))
            AND row_number() OVER (PARTITION BY contrat_id, rang_modification, preference, coalesce(titulaire_id, id_publie, denomination)
                ORDER BY place) = 1
    )
    SELECT contrat_id, rang_modification,
        row_number() OVER (PARTITION BY contrat_id, rang_modification ORDER BY preference, place, id_publie)::INTEGER AS titulaire_rang,
        type_identifiant, titulaire_id, siren, siret_valide, id_publie AS titulaire_id_publie, denomination AS denomination_publiee
    FROM gardes
    ORDER BY contrat_id, rang_modification, titulaire_rang
) TO {titulaires} (FORMAT parquet, COMPRESSION zstd);
