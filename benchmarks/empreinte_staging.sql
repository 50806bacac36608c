-- The counts of `Empreinte` (first block) over staging Parquet, read as any user of the tables would.
WITH lus AS (
    SELECT * FROM read_parquet({parts})
), operateurs AS (
    SELECT coalesce(len(list_filter(coalesce(titulaires, []), lambda t: coalesce(t.titulaire.id, t.id) IS NOT NULL)), 0)
         + coalesce(len(list_filter(coalesce(concessionnaires, []), lambda t: coalesce(t.concessionnaire.id, t.id) IS NOT NULL)), 0) AS nombre
    FROM lus
), modifs AS (
    SELECT coalesce(m.modification.montant, m.modification.valeurGlobale, m.montant, m.valeurGlobale) AS montant,
           len(coalesce(m.modification.titulaires, m.titulaires, [])) AS titulaires
    FROM (SELECT unnest(modifications) AS m FROM lus)
), actes_lus AS (
    SELECT a.acteSousTraitance.montant AS montant FROM (SELECT unnest(actes) AS a FROM lus)
), annees AS (
    SELECT coalesce(e.donneesAnnuelles.tarifs, e.tarifs) AS tarifs FROM (SELECT unnest(execution) AS e FROM lus)
), tarifs AS (
    SELECT try_cast(CASE WHEN t.tarif LIKE '{%' THEN t.tarif ->> '$.tarif' ELSE t.tarif END AS DECIMAL(18, 4)) AS tarif
    FROM (SELECT unnest(tarifs) AS t FROM annees)
)
SELECT
    count(*) AS enregistrements,
    count(*) FILTER (genre = 'marche') AS marches,
    count(*) FILTER (genre = 'concession') AS concessions,
    (SELECT sum(nombre) FROM operateurs)::BIGINT AS titulaires,
    (SELECT sum(titulaires) FROM modifs)::BIGINT AS titulaires_de_modifications,
    (SELECT count(*) FROM modifs) AS modifications,
    (SELECT count(*) FROM actes_lus) AS actes_sous_traitance,
    sum(len(coalesce(modifications_actes, [])))::BIGINT AS modifications_sous_traitance,
    (SELECT count(*) FROM annees) AS annees_execution,
    (SELECT count(*) FROM tarifs) AS tarifs,
    count(DISTINCT (acheteur_id, id)) AS cles_acheteur_id,
    sum(montant) AS somme_montants,
    (SELECT sum(try_cast(montant AS DECIMAL(18, 2))) FROM modifs) AS somme_montants_modifications,
    (SELECT sum(try_cast(montant AS DECIMAL(18, 2))) FROM actes_lus) AS somme_montants_actes,
    (SELECT sum(tarif) FROM tarifs) AS somme_tarifs,
    sum(duree_mois)::BIGINT AS somme_duree_mois,
    sum(length(objet))::BIGINT AS longueur_objets,
    sum(('0x' || left(md5(acheteur_id || '|' || id || '|' || objet), 8))::BIGINT)::BIGINT AS somme_de_controle
FROM lus
