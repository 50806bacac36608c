-- The tables that hang on a contract: sous-traitance, execution of concessions, groups, anomalies, probable merges.

CREATE OR REPLACE VIEW fiches AS SELECT * FROM read_parquet({contrats});

-- The source that declares the most actes speaks for the contract, the preferred one among equals: snapshots add them up.
CREATE OR REPLACE TABLE actes_lus AS
SELECT contrat_id, generate_subscripts(actes, 1) AS acte_rang, unnest(actes).acteSousTraitance AS a
FROM (SELECT contrat_id, actes FROM provenance JOIN elements USING (rid) WHERE len(actes) > 0
      QUALIFY row_number() OVER (PARTITION BY contrat_id ORDER BY len(actes) DESC, preference) = 1);

COPY (
    SELECT contrat_id, acte_rang::INTEGER AS acte_rang, a.id AS acte_id_publie, n.libelle AS sous_traitant_type,
        identifiant_montrable(a.sousTraitant.id, siret_de(a.sousTraitant.id), siren_de(a.sousTraitant.id)) AS sous_traitant_id,
        siren_de(a.sousTraitant.id) AS sous_traitant_siren, a.sousTraitant.id AS sous_traitant_id_publie,
        entier_de(a.dureeMois, 0) AS duree_mois, date_plausible(date_de(a.dateNotification)) AS date_notification,
        date_plausible(date_de(a.datePublicationDonnees)) AS date_publication, a.montant AS montant_publie,
        montant_18(decimal_de(a.montant)) AS montant_ht_eur, v.libelle AS variation_prix
    FROM actes_lus
    LEFT JOIN libelles n ON n.champ = 'identifiant' AND n.brut = a.sousTraitant.typeIdentifiant
    LEFT JOIN libelles v ON v.champ = 'variation_prix' AND v.brut = a.variationPrix
    ORDER BY contrat_id, acte_rang
) TO {actes_sous_traitance} (FORMAT parquet, COMPRESSION zstd);

COPY (
    SELECT contrat_id, rang::INTEGER AS rang, m.id AS acte_id_publie,
        date_plausible(date_de(m.dateNotificationModificationSousTraitance)) AS date_notification,
        date_plausible(date_de(m.datePublicationDonnees)) AS date_publication, entier_de(m.dureeMois, 0) AS duree_mois,
        m.montant AS montant_publie, montant_18(decimal_de(m.montant)) AS montant_ht_eur
    FROM (
        SELECT contrat_id, generate_subscripts(modifications_actes, 1) AS rang, unnest(modifications_actes).modificationActeSousTraitance AS m
        FROM (SELECT contrat_id, modifications_actes FROM provenance JOIN elements USING (rid) WHERE len(modifications_actes) > 0
              QUALIFY row_number() OVER (PARTITION BY contrat_id ORDER BY len(modifications_actes) DESC, preference) = 1)
    )
    ORDER BY contrat_id, rang
) TO {modifications_sous_traitance} (FORMAT parquet, COMPRESSION zstd);

CREATE OR REPLACE TABLE execution_lue AS
SELECT contrat_id, annee_rang, coalesce(x.donneesAnnuelles.datePublicationDonneesExecution, x.datePublicationDonneesExecution) AS publication,
    coalesce(x.donneesAnnuelles.depensesInvestissement, x.depensesInvestissement) AS depenses,
    coalesce(x.donneesAnnuelles.tarifs, x.tarifs) AS tarifs
FROM (
    SELECT contrat_id, generate_subscripts(execution, 1)::INTEGER AS annee_rang, unnest(execution) AS x
    FROM (SELECT contrat_id, execution FROM provenance JOIN elements USING (rid) WHERE len(execution) > 0
          QUALIFY row_number() OVER (PARTITION BY contrat_id ORDER BY len(execution) DESC, preference) = 1)
);

COPY (
    SELECT contrat_id, annee_rang, date_plausible(date_de(publication)) AS date_publication,
        depenses AS depenses_investissement_publiees, montant_18(decimal_de(depenses)) AS depenses_investissement_eur
    FROM execution_lue ORDER BY contrat_id, annee_rang
) TO {execution_concession} (FORMAT parquet, COMPRESSION zstd);

-- 2022 wraps a tariff in an object named like the number inside it.
COPY (
    SELECT contrat_id, annee_rang, tarif_rang, intitule, tarif AS tarif_publie, try_cast(tarif AS DECIMAL(18, 4)) AS tarif_eur
    FROM (
        SELECT contrat_id, annee_rang, tarif_rang, coalesce(t.intituleTarif, CASE WHEN enveloppe THEN t.tarif ->> '$.intituleTarif' END) AS intitule,
            CASE WHEN enveloppe THEN t.tarif ->> '$.tarif' ELSE t.tarif END AS tarif
        FROM (
            SELECT contrat_id, annee_rang, tarif_rang, t, t.tarif LIKE '{%' AS enveloppe
            FROM (SELECT contrat_id, annee_rang, generate_subscripts(tarifs, 1)::INTEGER AS tarif_rang, unnest(tarifs) AS t
                  FROM execution_lue WHERE len(tarifs) > 0)
        )
    )
    ORDER BY contrat_id, annee_rang, tarif_rang
) TO {tarifs_concession} (FORMAT parquet, COMPRESSION zstd);

COPY (
    SELECT contrat_id, titulaire_rang AS membre_rang, type_identifiant, titulaire_id, siren, type_groupement_operateurs
    FROM read_parquet({titulaires}) JOIN fiches USING (contrat_id)
    WHERE rang_modification = 0
    QUALIFY count(*) OVER (PARTITION BY contrat_id) > 1
    ORDER BY contrat_id, membre_rang
) TO {groupement_membres} (FORMAT parquet, COMPRESSION zstd);

COPY (
    SELECT DISTINCT contrat_id, champ, code, explication FROM (
        SELECT contrat_id, 'montant_publie' AS champ, 'montant_' || montant_anomalie AS code, 'Montant ' || montant_anomalie || '.' AS explication
        FROM fiches WHERE montant_anomalie IS NOT NULL
        UNION ALL SELECT contrat_id, 'date_notification_publiee', 'date_absente', 'La date de notification manque.' FROM fiches
        WHERE nullif(trim(date_notification_publiee), '') IS NULL
        UNION ALL SELECT contrat_id, 'date_notification_publiee', 'date_impossible',
            'La date publiée n''existe pas, précède 2000 ou suit l''arrêté des données : l''année de notification est inconnue.'
        FROM fiches WHERE nullif(trim(date_notification_publiee), '') IS NOT NULL AND date_notification IS NULL
        UNION ALL SELECT contrat_id, 'date_publication', 'publie_avant_notification', 'La publication précède la notification.' FROM fiches
        WHERE date_publication < date_notification
        UNION ALL SELECT contrat_id, 'date_publication', 'publication_tardive', 'La publication suit la notification de plus d''un an.' FROM fiches
        WHERE date_publication > date_notification + 365
        UNION ALL SELECT contrat_id, 'id_publie', 'id_inutilisable', 'L''identifiant est vide, nul ou de remplissage.' FROM fiches WHERE id_normalise IS NULL
        UNION ALL SELECT contrat_id, 'acheteur_siret', 'siret_acheteur_invalide', 'Le SIRET de l''acheteur n''est pas valide (clé de Luhn) ; son SIREN est gardé.'
        FROM fiches WHERE acheteur_siret IS NULL OR acheteur_siret IN (SELECT siret FROM acheteurs_lus WHERE NOT siret_valide(siret))
        UNION ALL SELECT contrat_id, 'objet', 'caracteres_perdus', 'L''objet contient des caractères perdus (U+FFFD).' FROM fiches WHERE contains(objet, chr(65533))
        UNION ALL SELECT contrat_id, 'code_cpv_publie', 'cpv_invalide', 'Le code CPV n''a pas huit chiffres.' FROM fiches WHERE code_cpv_publie IS NOT NULL AND code_cpv IS NULL
        UNION ALL SELECT contrat_id, 'nature_publiee', 'valeur_hors_liste', 'La nature n''est pas dans la liste officielle.' FROM fiches
        WHERE nature_publiee IS NOT NULL AND nature IS NULL
        UNION ALL SELECT contrat_id, 'procedure_publiee', 'valeur_hors_liste', 'La procédure n''est pas dans la liste officielle.' FROM fiches
        WHERE procedure_publiee IS NOT NULL AND procedure IS NULL
        UNION ALL SELECT contrat_id, 'ccag_publie', 'valeur_hors_liste', 'Le CCAG n''est pas dans la liste officielle.' FROM fiches WHERE ccag_publie IS NOT NULL AND ccag IS NULL
        UNION ALL SELECT contrat_id, 'lieu_execution_type_code', 'valeur_hors_liste', 'Le type de code du lieu n''est pas dans la liste officielle.' FROM fiches
        WHERE lieu_execution_type_code_publie IS NOT NULL AND lieu_execution_type_code IS NULL
        UNION ALL SELECT contrat_id, 'type_groupement_operateurs_publie', 'valeur_hors_liste', 'Le type de groupement n''est pas dans la liste officielle.'
        FROM fiches WHERE type_groupement_operateurs_publie IS NOT NULL AND type_groupement_operateurs IS NULL
        UNION ALL SELECT contrat_id, 'duree_mois_publiee', 'duree_invalide', 'La durée n''est pas un nombre entier de mois.' FROM fiches
        WHERE nullif(trim(duree_mois_publiee), '') IS NOT NULL AND duree_mois IS NULL
        UNION ALL SELECT contrat_id, 'champs_inconnus', 'champs_inconnus', 'L''enregistrement porte des champs que les schémas officiels ne connaissent pas.'
        FROM fiches WHERE champs_inconnus IS NOT NULL AND format <> 'plat'
        UNION ALL SELECT contrat_id, 'sous_traitance_declaree', 'sous_traitance_contredite', 'Des actes de sous-traitance sont publiés alors qu''aucune n''est déclarée.'
        FROM fiches SEMI JOIN actes_lus USING (contrat_id) WHERE NOT sous_traitance_declaree
        UNION ALL SELECT contrat_id, 'type_groupement_operateurs', 'groupement_contredit', 'Plusieurs titulaires, alors qu''aucun groupement n''est déclaré.'
        FROM fiches JOIN (SELECT contrat_id FROM read_parquet({titulaires}) WHERE rang_modification = 0 GROUP BY contrat_id HAVING count(*) > 1) USING (contrat_id)
        WHERE type_groupement_operateurs = 'Pas de groupement'
        UNION ALL SELECT contrat_id, 'nb_titulaires', 'titulaires_absents', 'Aucun titulaire n''est publié.' FROM fiches
        ANTI JOIN (SELECT contrat_id FROM read_parquet({titulaires}) WHERE rang_modification = 0) USING (contrat_id)
        UNION ALL SELECT contrat_id, 'titulaire_id', 'siret_titulaire_invalide', 'Un SIRET de titulaire n''est pas valide (clé de Luhn).'
        FROM read_parquet({titulaires}) WHERE siret_valide = false
        UNION ALL SELECT contrat_id, 'titulaire_id', 'identifiant_non_publiable', 'Un identifiant de titulaire n''a pas la forme d''un identifiant : il n''est pas publié.'
        FROM read_parquet({titulaires}) WHERE titulaire_id IS NULL AND titulaire_id_publie IS NOT NULL
        UNION ALL SELECT contrat_id, 'consideration_sociale', 'considerations_contradictoires', '« Pas de considération » et une considération sont déclarées ensemble : la considération est retenue.'
        FROM caracteristiques_retenues WHERE famille = 'sociale' GROUP BY contrat_id HAVING bool_or(valeur = 'aucune') AND bool_or(valeur NOT IN ('aucune', 'inconnue'))
        UNION ALL SELECT contrat_id, 'consideration_environnementale', 'considerations_contradictoires', '« Pas de considération » et une considération sont déclarées ensemble : la considération est retenue.'
        FROM caracteristiques_retenues WHERE famille = 'environnementale' GROUP BY contrat_id HAVING bool_or(valeur = 'aucune') AND bool_or(valeur NOT IN ('aucune', 'inconnue'))
        UNION ALL SELECT contrat_id, 'montant_dernier_ht_eur', 'modification_' || interpretation, CASE interpretation
            WHEN 'increment' THEN 'Le montant d''une modification est inférieur au quart du montant initial : lu comme une augmentation, non comme un total.'
            WHEN 'indetermine' THEN 'Le montant d''une modification est un total ou une augmentation, on ne sait pas : entre le quart et la moitié du montant initial, ou un petit montant répété.'
            ELSE 'Le montant d''une modification est de 0 ou 1 € : il n''est pas lu.' END
        FROM modifications_retenues WHERE interpretation IN ('increment', 'indetermine', 'inexploitable')
        UNION ALL SELECT contrat_id, 'valeurs_divergentes', 'sources_divergentes', 'Les publications de ce contrat ne donnent pas toutes le même montant ou la même date.'
        FROM fiches WHERE valeurs_divergentes
    )
    ORDER BY ALL
) TO {anomalies} (FORMAT parquet, COMPRESSION zstd);
