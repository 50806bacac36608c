-- One line of decp.info's flat CSV a row, in the columns of staging.sql. Lists are joined by ", " in one cell.
-- A line is one titulaire of one version of a contract: folding them is the work of `contrats`.
SELECT
    rang_de_la_ligne::INTEGER AS rang,
    'marche' AS genre, 'plat' AS format,
    NULL::VARCHAR AS motif, NULL::VARCHAR AS brut, {inconnus} AS champs_inconnus,
    {id} AS id, {uid} AS uid, {acheteur_id} AS acheteur_id, {acheteur_nom} AS acheteur_nom,
    {nature} AS nature, {objet} AS objet, {codeCPV} AS code_cpv, {procedure} AS procedure,
    {lieuExecution_code} AS lieu_code, {lieuExecution_typeCode} AS lieu_type_code, NULL::VARCHAR AS lieu_nom,
    {dureeMois} AS duree_mois_publiee, {dateNotification} AS date_notification_publiee,
    {datePublicationDonnees} AS date_publication_publiee, {montant} AS montant_publie,
    NULL::VARCHAR AS date_debut_publiee, NULL::VARCHAR AS subvention_publiee,
    {formePrix} AS forme_prix, {ccag} AS ccag, {offresRecues} AS offres_recues,
    {marcheInnovant} AS marche_innovant, {attributionAvance} AS attribution_avance, {tauxAvance} AS taux_avance,
    {sousTraitanceDeclaree} AS sous_traitance_declaree, {typeGroupementOperateurs} AS type_groupement,
    {idAccordCadre} AS id_accord_cadre, {origineUE} AS origine_ue, {origineFrance} AS origine_france,
    try_cast({montant} AS DECIMAL(38, 2)) AS montant,
    CASE WHEN substr({dateNotification}, 5, 1) = '-' THEN try_cast(left({dateNotification}, 10) AS DATE) END
        AS date_notification,
    CASE WHEN substr({datePublicationDonnees}, 5, 1) = '-'
         THEN try_cast(left({datePublicationDonnees}, 10) AS DATE) END AS date_publication,
    try_cast({dureeMois} AS DECIMAL(18, 4)) AS duree_mois,
    string_split({techniques}, ', ') AS techniques, string_split({modalitesExecution}, ', ') AS modalites,
    string_split({typesPrix}, ', ') AS types_prix,
    string_split({considerationsSociales}, ', ') AS sociales,
    string_split({considerationsEnvironnementales}, ', ') AS environnementales,
    CASE WHEN {titulaire_id} IS NOT NULL THEN
        [{'titulaire': NULL::{operateur}, 'typeIdentifiant': {titulaire_typeIdentifiant}, 'id': {titulaire_id},
          'denominationSociale': {titulaire_nom}}] END::{titulaires} AS titulaires,
    NULL::{concessionnaires} AS concessionnaires, NULL::{modifications} AS modifications,
    NULL::{actes} AS actes, NULL::{modifications_actes} AS modifications_actes, NULL::{execution} AS execution,
    {modification_id} AS modification_id
FROM ({lignes})
WHERE {choix}
