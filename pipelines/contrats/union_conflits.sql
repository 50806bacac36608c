-- Where a matched contract and its row of the register both know a value, and not the same. Precedence, for every field:
-- a dated correction; else what is published, which anyone can check; a published amount that is set aside (anomaly) is
-- replaced by nothing until somebody corrects it.
COPY (
    WITH corriges AS (
        SELECT contrat_actuel_id AS contrat_id, map_from_entries(list((champ, valeur_avant))) AS avant
        FROM read_parquet({corrections}) WHERE etat = 'appliquee' GROUP BY ALL
    ),
    faces AS (
        SELECT c.contrat_id, coalesce(k.avant, MAP {}) AS avant, coalesce(montant_anomalie IN ('aberrant', 'symbolique'), false) AS montant_ecarte,
            CASE WHEN map_contains(avant, 'objet') THEN avant['objet'] ELSE c.objet END AS objet_d, r.objet AS objet_r,
            CASE WHEN map_contains(avant, 'code_cpv') THEN avant['code_cpv'] ELSE c.code_cpv END AS cpv_d, left(r.code_cpv, 8) AS cpv_r,
            CASE WHEN map_contains(avant, 'procedure') THEN avant['procedure'] ELSE c.procedure END AS procedure_d, p.libelle AS procedure_r,
            nullif(CASE WHEN map_contains(avant, 'type') THEN avant['type'] ELSE c.type END, 'inconnu') AS type_d, r.type AS type_r,
            CASE WHEN map_contains(avant, 'date_notification') THEN avant['date_notification']::DATE ELSE c.date_notification END AS date_d,
            r.date_notification AS date_r,
            CASE WHEN map_contains(avant, 'duree_mois') THEN avant['duree_mois']::INTEGER ELSE c.duree_mois END AS duree_d, r.duree_mois AS duree_r,
            c.montant_initial_ht_eur AS montant_d, coalesce(r.montant_ht_eur, r.montant_maximum_ht_eur) AS montant_r, r.montant_maximum_ht_eur AS maximum_r,
            t.siren AS titulaire_d, left(r.titulaire_siret, 9) AS titulaire_r, a.fournisseurs AS fournisseurs_d, b.fournisseurs AS fournisseurs_r
        FROM apparies x JOIN decp a USING (d) JOIN registre b USING (r)
        JOIN read_parquet({contrats}) c ON c.contrat_id = a.contrat_id
        JOIN read_parquet({registre_contrats}) r ON r.acheteur_siren = b.siren AND r.reference = b.reference
        LEFT JOIN corriges k ON k.contrat_id = c.contrat_id
        LEFT JOIN codes_procedure p ON p.code = r.procedure
        LEFT JOIN (SELECT contrat_id, min_by(coalesce(siren, titulaire_id), titulaire_rang) AS siren FROM read_parquet({titulaires})
                   WHERE rang_modification = 0 AND coalesce(siren, titulaire_id) IS NOT NULL GROUP BY contrat_id) t ON t.contrat_id = c.contrat_id
    ),
    conflits AS (
        SELECT contrat_id, avant, montant_ecarte, 'objet' AS champ, objet_d AS valeur_decp, objet_r AS valeur_registre FROM faces
        WHERE cle_texte(objet_d) <> cle_texte(objet_r) AND squelette(objet_d) <> squelette(objet_r)
        UNION ALL SELECT contrat_id, avant, false, 'code_cpv', cpv_d, cpv_r FROM faces WHERE cpv_d <> cpv_r
        UNION ALL SELECT contrat_id, avant, false, 'procedure', procedure_d, procedure_r FROM faces
        WHERE procedure_d <> procedure_r AND procedure_d IN (SELECT libelle FROM codes_procedure)
        UNION ALL SELECT contrat_id, avant, false, 'type', type_d, type_r FROM faces WHERE type_d <> type_r
        UNION ALL SELECT contrat_id, avant, false, 'date_notification', date_d::VARCHAR, date_r::VARCHAR FROM faces WHERE date_d <> date_r
        UNION ALL SELECT contrat_id, avant, false, 'duree_mois', duree_d::VARCHAR, duree_r::VARCHAR FROM faces WHERE duree_d <> duree_r
        UNION ALL SELECT contrat_id, avant, montant_ecarte, 'montant_retenu_ht_eur', montant_d::VARCHAR, montant_r::VARCHAR FROM faces
        WHERE trunc(montant_d) <> trunc(montant_r) AND coalesce(trunc(montant_d) <> trunc(maximum_r), true)
        UNION ALL SELECT contrat_id, avant, false, 'titulaire', titulaire_d, NULL FROM faces  -- the register does not show its suppliers
        WHERE titulaire_d IS NOT NULL AND titulaire_r IS NOT NULL AND NOT list_has_any(fournisseurs_d, fournisseurs_r)
    )
    SELECT contrat_id, champ, valeur_decp, valeur_registre,
        CASE WHEN map_contains(avant, champ) THEN 'correction' WHEN montant_ecarte THEN 'aucune' ELSE 'decp' END AS retenue,
        CASE WHEN map_contains(avant, champ) THEN 'correction_datee' WHEN montant_ecarte THEN 'montant_ecarte' ELSE 'valeur_publiee' END AS regle
    FROM conflits ORDER BY contrat_id, champ
) TO {union_conflits} (FORMAT parquet, COMPRESSION zstd);
