-- One row a contract. Amounts and dates as published stand beside what is kept of them (law 6).

CREATE OR REPLACE TABLE declarations AS
SELECT contrat_id,
    -- known only when something known is declared; a positive value wins over "Pas de considération"
    bool_or(famille = 'sociale' AND valeur IN ('clause_sociale', 'critere_social', 'marche_reserve'))
        FILTER (famille = 'sociale' AND valeur <> 'inconnue') AS consideration_sociale,
    bool_or(valeur = 'clause_sociale') FILTER (famille = 'sociale' AND valeur <> 'inconnue') AS clause_sociale,
    bool_or(valeur = 'critere_social') FILTER (famille = 'sociale' AND valeur <> 'inconnue') AS critere_social,
    bool_or(valeur = 'marche_reserve') FILTER (famille = 'sociale' AND valeur <> 'inconnue') AS marche_reserve,
    bool_or(valeur IN ('clause_environnementale', 'critere_environnemental'))
        FILTER (famille = 'environnementale' AND valeur <> 'inconnue') AS consideration_environnementale,
    bool_or(valeur = 'clause_environnementale') FILTER (famille = 'environnementale' AND valeur <> 'inconnue') AS clause_environnementale,
    bool_or(valeur = 'critere_environnemental') FILTER (famille = 'environnementale' AND valeur <> 'inconnue') AS critere_environnemental,
    coalesce(bool_or(famille = 'technique' AND valeur = 'Accord-cadre'), false) AS accord_cadre,
    coalesce(bool_or(famille = 'technique' AND valeur <> 'inconnue'), false) AS technique_connue
FROM caracteristiques_retenues
GROUP BY contrat_id;

CREATE OR REPLACE TABLE comptes AS
SELECT contrat_id, count(*)::INTEGER AS nb_publications,
    coalesce(count(DISTINCT trunc(montant)) FILTER (format <> 'plat') > 1 OR count(DISTINCT jour) FILTER (format <> 'plat') > 1, false)
        AS valeurs_divergentes
FROM provenance GROUP BY contrat_id;

CREATE OR REPLACE TABLE modifies AS
SELECT contrat_id, count(*)::INTEGER AS nb_modifications, last(total_retenu ORDER BY rang_modification) AS montant_dernier,
    bool_or(interpretation <> 'sans_montant') AS chiffre
FROM modifications_retenues GROUP BY contrat_id;

-- An idAccordCadre resolves when it is the id of one other contract of the buyer.
CREATE OR REPLACE TABLE cadres AS
SELECT siren, cle_id, min(contrat_id) AS contrat_id
FROM provenance WHERE cle_id IS NOT NULL
GROUP BY siren, cle_id HAVING count(DISTINCT contrat_id) = 1;

COPY (
    WITH lus AS (
        SELECT p.contrat_id, p.rid, p.siren, p.cle_id, coalesce(x.montant, p.montant) AS montant, p.jour, p.genre, p.format,
            coalesce(x.montant_publie, e.montant_publie) AS montant_publie, e.* EXCLUDE (rid, genre, format, montant, montant_publie, titulaires,
                concessionnaires, modifications, actes, modifications_actes, execution, sociales, environnementales, techniques, modalites, types_prix),
            n.libelle AS nature_libelle
        FROM provenance p JOIN elements e USING (rid)
        LEFT JOIN precis x USING (contrat_id)
        LEFT JOIN libelles n ON n.champ = 'nature' AND n.brut = e.nature
        WHERE preference = 1
    ),
    fiches AS (
        SELECT l.contrat_id, l.siren AS acheteur_siren, a.siret AS acheteur_siret, nullif(trim(acheteur_nom), '') AS acheteur_nom,
            CASE WHEN l.genre = 'concession' THEN 'concession'
                 WHEN nature_libelle = 'Marché subséquent' THEN 'marche_subsequent'
                 WHEN nature_libelle = 'Accord-cadre' THEN 'accord_cadre'
                 -- on a framework, idAccordCadre is the platform's own reference of it (128 of 129 read)
                 WHEN d.accord_cadre THEN 'accord_cadre'
                 WHEN id_utilisable(id_normal(l.id_accord_cadre)) AND id_normal(l.id_accord_cadre) IS DISTINCT FROM l.cle_id THEN 'marche_subsequent'
                 -- neither a nature nor a technique is published: a framework or not, nobody says (law 3)
                 WHEN nature_libelle IS NULL AND NOT coalesce(d.technique_connue, false) THEN 'inconnu'
                 ELSE 'marche' END AS type,
            l.id AS id_publie, l.cle_id AS id_normalise, lot_de(objet) AS lot, NULL::VARCHAR AS consultation_id,
            nullif(trim(id_accord_cadre), '') AS accord_cadre_id_publie, nullif(k.contrat_id, l.contrat_id) AS accord_cadre_contrat_id,
            nullif(trim(objet), '') AS objet,
            CASE WHEN l.genre = 'concession' OR nature_libelle NOT IN ('Accord-cadre', 'Marché subséquent') THEN nature_libelle
                 WHEN nature_libelle IS NOT NULL THEN 'Marché' END AS nature, nature AS nature_publiee,
            pr.libelle AS procedure, procedure AS procedure_publiee,
            CASE WHEN regexp_matches(trim(code_cpv), '^[0-9]{8}(-[0-9])?$') THEN left(trim(code_cpv), 8) END AS code_cpv, code_cpv AS code_cpv_publie,
            cg.libelle AS ccag, ccag AS ccag_publie, fp.libelle AS forme_prix, forme_prix AS forme_prix_publiee,
            l.jour AS date_notification, date_notification_publiee, date_plausible(date_publication) AS date_publication,
            year(l.jour)::INTEGER AS annee_notification, date_plausible(date_de(date_debut_publiee)) AS date_debut_execution,
            entier_de(duree_mois_publiee, 0) AS duree_mois, duree_mois_publiee, montant_publie,
            montant_18(l.montant) AS montant_initial_ht_eur, montant_18(CASE WHEN m.chiffre THEN m.montant_dernier ELSE l.montant END) AS montant_dernier_lu,
            coalesce(m.chiffre, false) AS modifie,
            CASE WHEN nullif(trim(montant_publie), '') IS NULL THEN 'absent'
                 WHEN l.montant IS NULL THEN CASE WHEN try_cast(montant_publie AS DOUBLE) >= 1e15 AND isfinite(try_cast(montant_publie AS DOUBLE))
                                                  THEN 'aberrant' ELSE 'illisible' END
                 WHEN montant_aberrant(l.montant, l.genre) THEN 'aberrant'
                 WHEN l.montant <= 1 THEN 'symbolique'
                 WHEN l.montant >= 1000000000 THEN 'suspect' END AS montant_anomalie,
            decimal_de(subvention_publiee) AS subvention, entier_de(offres_recues, 0) AS offres_recues,
            booleen(marche_innovant) AS marche_innovant, booleen(attribution_avance) AS attribution_avance,
            CASE WHEN try_cast(taux_avance AS DECIMAL(9, 4)) BETWEEN 0 AND 1 THEN try_cast(taux_avance AS DECIMAL(9, 4)) END AS taux_avance,
            booleen(sous_traitance_declaree) AS sous_traitance_declaree, g.libelle AS type_groupement_operateurs,
            CASE WHEN try_cast(origine_ue AS DECIMAL(9, 4)) BETWEEN 0 AND 1 THEN try_cast(origine_ue AS DECIMAL(9, 4)) END AS origine_ue,
            CASE WHEN try_cast(origine_france AS DECIMAL(9, 4)) BETWEEN 0 AND 1 THEN try_cast(origine_france AS DECIMAL(9, 4)) END AS origine_france,
            nullif(trim(lieu_code), '') AS lieu_execution_code, lt.libelle AS lieu_execution_type_code, nullif(trim(lieu_nom), '') AS lieu_execution_nom,
            d.* EXCLUDE (contrat_id, accord_cadre, technique_connue), l.format, coalesce(m.nb_modifications, 0)::INTEGER AS nb_modifications,
            c.nb_publications, c.valeurs_divergentes, champs_inconnus, lieu_type_code AS lieu_execution_type_code_publie,
            type_groupement AS type_groupement_operateurs_publie
        FROM lus l
        LEFT JOIN acheteurs_lus a USING (acheteur_id)
        LEFT JOIN declarations d USING (contrat_id)
        LEFT JOIN modifies m USING (contrat_id)
        LEFT JOIN comptes c USING (contrat_id)
        LEFT JOIN cadres k ON k.siren = l.siren AND k.cle_id = id_normal(l.id_accord_cadre)
        LEFT JOIN libelles pr ON pr.champ = 'procedure' AND pr.brut = l.procedure
        LEFT JOIN libelles cg ON cg.champ = 'ccag' AND cg.brut = l.ccag
        LEFT JOIN libelles fp ON fp.champ = 'forme_prix' AND fp.brut = l.forme_prix
        LEFT JOIN libelles g ON g.champ = 'groupement' AND g.brut = l.type_groupement
        LEFT JOIN libelles lt ON lt.champ = 'lieu_type' AND lt.brut = l.lieu_type_code
    )
    SELECT f.contrat_id, acheteur_siren, acheteur_siret, acheteur_nom, type, id_publie, id_normalise, lot, consultation_id,
        accord_cadre_id_publie, accord_cadre_contrat_id, objet, nature, nature_publiee, procedure, procedure_publiee, code_cpv, code_cpv_publie,
        ccag, ccag_publie, forme_prix, forme_prix_publiee, date_notification, date_notification_publiee, date_publication, annee_notification,
        date_debut_execution, duree_mois, duree_mois_publiee, montant_publie, montant_initial_ht_eur,
        -- after an absurd or symbolic amount, only what a modification says is a last amount; it is never negative
        CASE WHEN montant_dernier_lu >= 0 AND (montant_anomalie IS NULL OR montant_anomalie = 'suspect' OR modifie) THEN montant_dernier_lu END
            AS montant_dernier_ht_eur,
        CASE WHEN montant_anomalie IS NULL OR montant_anomalie = 'suspect' THEN montant_initial_ht_eur END AS montant_retenu_ht_eur,
        montant_anomalie, CASE montant_anomalie
            WHEN 'absent' THEN 'Aucun montant n''est publié.'
            WHEN 'illisible' THEN 'Le montant publié n''est pas un nombre.'
            WHEN 'symbolique' THEN 'Un montant de 0 ou 1 € tient lieu de montant inconnu (souvent un accord-cadre sans maximum).'
            WHEN 'suspect' THEN 'Le montant atteint un milliard d''euros : à vérifier.'
            WHEN 'aberrant' THEN 'Le montant est négatif, dépasse 3 milliards d''euros (15 pour une concession) ou répète un même chiffre : il ne compte pas en valeur.'
        END AS montant_anomalie_raison,
        montant_18(subvention) AS montant_subvention_publique_eur, offres_recues, marche_innovant, attribution_avance, taux_avance,
        sous_traitance_declaree, type_groupement_operateurs, type_groupement_operateurs_publie, origine_ue, origine_france, lieu_execution_code, lieu_execution_type_code,
        lieu_execution_type_code_publie, lieu_execution_nom, consideration_sociale, clause_sociale, critere_social, marche_reserve, consideration_environnementale,
        clause_environnementale, critere_environnemental, format, coalesce(t.nb, 0)::INTEGER AS nb_titulaires, nb_modifications,
        nb_publications, valeurs_divergentes, champs_inconnus
    FROM fiches f
    LEFT JOIN (SELECT contrat_id, count(*) AS nb FROM read_parquet({titulaires}) WHERE rang_modification = 0 GROUP BY contrat_id) t USING (contrat_id)
    ORDER BY contrat_id
) TO {contrats} (FORMAT parquet, COMPRESSION zstd);
