-- One published record a row, from a JSON array of records whose shape is known.
-- Texts stay as published; typed columns stand beside them. A number is written as DuckDB reads it (61880.10 -> 61880.1).
SELECT
    ({rang})::INTEGER AS rang,
    CASE WHEN {genre} IS NOT NULL THEN {genre}
         WHEN autoriteConcedante IS NOT NULL OR concessionnaires IS NOT NULL OR valeurGlobale IS NOT NULL
              OR "_type" ILIKE '%concession%' THEN 'concession'
         ELSE 'marche' END AS genre,
    -- 2022 by its envelope or by what only that format has: considerations, techniques, types of price, wrapped suppliers
    CASE WHEN {genre} IS NOT NULL AND acheteur.nom IS NULL AND autoriteConcedante.nom IS NULL
              OR considerationsSociales IS NOT NULL OR considerationsEnvironnementales IS NOT NULL
              OR techniques IS NOT NULL OR typesPrix IS NOT NULL OR modalitesExecution IS NOT NULL
              OR ccag IS NOT NULL OR marcheInnovant IS NOT NULL OR offresRecues IS NOT NULL
              -- in XML 2019 wraps suppliers too; the buyer's name is its own
              OR (titulaires[1].titulaire IS NOT NULL OR concessionnaires[1].concessionnaire IS NOT NULL)
                 AND acheteur.nom IS NULL AND autoriteConcedante.nom IS NULL
         THEN '2022' ELSE '2019' END AS format,
    motif, brut, champs_inconnus,
    id, uid,
    coalesce(acheteur.id, autoriteConcedante.id) AS acheteur_id,
    coalesce(acheteur.nom, autoriteConcedante.nom) AS acheteur_nom,
    nature, objet, codeCPV AS code_cpv, procedure,
    lieuExecution.code AS lieu_code, lieuExecution.typeCode AS lieu_type_code, lieuExecution.nom AS lieu_nom,
    dureeMois AS duree_mois_publiee,
    coalesce(dateNotification, dateSignature) AS date_notification_publiee,
    datePublicationDonnees AS date_publication_publiee,
    coalesce(montant, valeurGlobale) AS montant_publie,
    dateDebutExecution AS date_debut_publiee,
    montantSubventionPublique AS subvention_publiee,
    formePrix AS forme_prix, ccag, offresRecues AS offres_recues, marcheInnovant AS marche_innovant,
    attributionAvance AS attribution_avance, tauxAvance AS taux_avance,
    sousTraitanceDeclaree AS sous_traitance_declaree, typeGroupementOperateurs AS type_groupement,
    idAccordCadre AS id_accord_cadre, origineUE AS origine_ue, origineFrance AS origine_france,
    -- DECIMAL(18) first: DuckDB reads a text into DECIMAL(38) sixty times slower
    coalesce(try_cast(coalesce(montant, valeurGlobale) AS DECIMAL(18, 2))::DECIMAL(38, 2),
             try_cast(coalesce(montant, valeurGlobale) AS DECIMAL(38, 2))) AS montant,
    CASE WHEN substr(coalesce(dateNotification, dateSignature), 5, 1) = '-'
         THEN try_cast(left(coalesce(dateNotification, dateSignature), 10) AS DATE) END AS date_notification,
    CASE WHEN substr(datePublicationDonnees, 5, 1) = '-'
         THEN try_cast(left(datePublicationDonnees, 10) AS DATE) END AS date_publication,
    try_cast(dureeMois AS DECIMAL(18, 4)) AS duree_mois,
    techniques.technique AS techniques, modalitesExecution.modaliteExecution AS modalites,
    typesPrix.typePrix AS types_prix,
    considerationsSociales.considerationSociale AS sociales,
    considerationsEnvironnementales.considerationEnvironnementale AS environnementales,
    titulaires, concessionnaires,
    modifications, actesSousTraitance AS actes, modificationsActesSousTraitance AS modifications_actes,
    donneesExecution AS execution,
    NULL::VARCHAR AS modification_id
FROM read_json({source}, format = 'array', columns = {colonnes}, maximum_object_size = {objet_max})
