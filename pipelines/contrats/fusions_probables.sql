-- The same contract perhaps, under two identifiers or two formats: listed for a human, never merged.
CREATE OR REPLACE VIEW fiches AS SELECT * FROM read_parquet({contrats});

COPY (
    WITH noms AS (
        SELECT DISTINCT contrat_id, coalesce(siren, titulaire_id) AS nom FROM read_parquet({titulaires})
        WHERE rang_modification = 0 AND coalesce(siren, titulaire_id) IS NOT NULL AND {siens}
    ),
    -- the cheap condition first: a buyer and a supplier that have met more than once
    revus AS (
        SELECT contrat_id FROM noms
        QUALIFY count(*) OVER (PARTITION BY left(contrat_id, 9), nom) > 1
    ),
    possibles AS (
        SELECT contrat_id, acheteur_siren, format = '2019' AS ancien, id_normalise, date_notification AS jour,
            montant_initial_ht_eur AS montant,
            -- a flat extract without objets: what describes the contract stands in for it
            coalesce(objet, concat_ws(' ', '#', code_cpv, procedure, offres_recues, duree_mois, montant_initial_ht_eur, date_notification)) AS objet
        FROM fiches SEMI JOIN revus USING (contrat_id) WHERE length(objet) >= 15 OR objet IS NULL AND code_cpv IS NOT NULL
    ),
    portraits AS (
        SELECT *, cle_texte(objet) AS cle FROM possibles
    ),
    voisins AS (
        SELECT * FROM portraits
        QUALIFY count(*) OVER (PARTITION BY acheteur_siren, cle) BETWEEN 2 AND 12
    ),
    paires AS (
        SELECT a.contrat_id AS contrat_id_a, b.contrat_id AS contrat_id_b, coalesce(abs(a.jour - b.jour) <= 31, false) AS date_concorde,
            coalesce(a.montant = b.montant, false) AS montant_concorde, abs(b.jour - a.jour)::INTEGER AS ecart_jours, b.montant - a.montant AS ecart,
            a.ancien <> b.ancien OR a.id_normalise IS NULL OR b.id_normalise IS NULL AS sans_cle
        FROM voisins a JOIN voisins b USING (acheteur_siren, cle) WHERE a.contrat_id < b.contrat_id
    )
    SELECT contrat_id_a, contrat_id_b, true AS objet_concorde, titulaire_concorde, date_concorde, montant_concorde, ecart_jours,
        montant_18(ecart) AS ecart_montant_ht_eur
    FROM (
        SELECT *, EXISTS (SELECT 1 FROM noms x JOIN noms y USING (nom) WHERE x.contrat_id = contrat_id_a AND y.contrat_id = contrat_id_b)
            AS titulaire_concorde
        FROM paires WHERE date_concorde OR montant_concorde
    )
    WHERE titulaire_concorde AND (sans_cle OR date_concorde AND montant_concorde)
    ORDER BY contrat_id_a, contrat_id_b
) TO {fusions_probables} (FORMAT parquet, COMPRESSION zstd);
