-- One cause a contract: what holds of all its rows, in all tables. Corrections and modifications, which explain single
-- columns, are added cell by cell (`cellules.sql`).
CREATE OR REPLACE TEMP TABLE causes_contrats AS
WITH
venus AS (
    SELECT p.contrat_id, e.place AS reference,
        CASE
            WHEN x.ancien IS NOT NULL AND x.origines = 1 AND x.suites = 1 AND o.sort = 'retire' THEN 'identifiant_change'
            WHEN x.ancien IS NOT NULL AND (x.suites > 1 OR o.sort IS NULL) THEN 'separation'
            WHEN x.ancien IS NOT NULL THEN 'fusion'
            WHEN p.en_quarantaine THEN 'sortie_quarantaine'
            WHEN p.acheteur_absent THEN 'acheteur_ajoute'
            WHEN p.source_autre THEN 'source_ajoutee'
            WHEN p.jour IS NULL THEN 'indetermine'
            WHEN p.jour + INTERVAL 2 MONTH < {date_avant} THEN 'arrive_tard'
            ELSE 'nouveau' END AS motif,
        x.ancien AS autre, p.jour, p.source, p.fichier
    FROM passages AS p JOIN etats AS e USING (contrat_id)
    LEFT JOIN (
        SELECT nouveau, min(ancien) AS ancien, max(suites) AS suites, max(origines) AS origines
        FROM parentes GROUP BY nouveau
    ) AS x ON x.nouveau = p.contrat_id
    LEFT JOIN sorts AS o ON o.contrat_id = x.ancien
    WHERE p.sort = 'ajoute'
),
partis AS (
    SELECT p.contrat_id, e.place AS reference,
        CASE
            WHEN x.nouveau IS NOT NULL AND x.suites > 1 THEN 'separation'
            WHEN x.nouveau IS NOT NULL AND x.origines = 1 AND n.sort = 'ajoute' THEN 'identifiant_change'
            WHEN x.nouveau IS NOT NULL THEN 'fusion'
            WHEN p.en_quarantaine THEN 'mise_en_quarantaine'
            WHEN p.refusee THEN 'source_refusee'
            WHEN p.source_autre THEN 'source_retiree'
            WHEN p.acheteur_absent THEN 'acheteur_retire'
            WHEN p.fichier IS NOT NULL THEN 'plus_publie'
            ELSE 'indetermine' END AS motif,
        x.nouveau AS autre, p.jour, p.source, p.fichier
    FROM passages AS p JOIN etats AS e USING (contrat_id)
    LEFT JOIN (
        SELECT ancien, min(nouveau) AS nouveau, max(suites) AS suites, max(origines) AS origines
        FROM parentes GROUP BY ancien
    ) AS x ON x.ancien = p.contrat_id
    LEFT JOIN sorts AS n ON n.contrat_id = x.nouveau
    WHERE p.sort = 'retire'
),
restes AS (
    SELECT contrat_id,
        CASE
            WHEN ea IS NULL OR eb IS NULL THEN 'indetermine'
            WHEN (recu_de IS NOT NULL)::INT + (cede_a IS NOT NULL)::INT + (neuve IS NOT NULL OR perdue IS NOT NULL)::INT > 1 THEN 'causes_multiples'
            WHEN recu_de IS NOT NULL THEN 'fusion'
            WHEN cede_a IS NOT NULL THEN 'separation'
            WHEN neuve IS NOT NULL AND perdue IS NOT NULL THEN 'source_corrigee'
            WHEN neuve IS NOT NULL THEN 'nouvelle_publication'
            WHEN perdue IS NOT NULL THEN 'publication_retiree'
            WHEN autre_foi THEN 'source_preferee'
            WHEN memes_octets THEN 'regle'
            ELSE 'meme_contenu' END AS motif,
        CASE WHEN autre_foi THEN place ELSE coalesce(neuve, perdue, place) END AS reference,
        coalesce(recu_de, cede_a) AS autre, neuve IS NOT NULL OR perdue IS NOT NULL AS autres_records, nb > na AS plus, nb < na AS moins
    FROM etats WHERE sort = 'garde'
)
SELECT contrat_id, 'ajoute' AS sort, motif, reference, autre, false AS plus, false AS moins, CASE
    WHEN motif = 'arrive_tard' THEN 'Notifié le ' || strftime(jour, '%d/%m/%Y') || ', plus de deux mois avant le ' || {jour_avant}
        || ', date d''arrêt de la version précédente, où aucun enregistrement n''en parlait.'
    WHEN motif = 'nouveau' THEN 'Notifié le ' || strftime(jour, '%d/%m/%Y') || ' ; la version précédente s''arrêtait au ' || {jour_avant} || '.'
    WHEN motif = 'indetermine' THEN 'Aucun enregistrement de ce contrat n''était dans la version précédente ; sa date de notification est inconnue : récent ou arrivé tard, on ne peut le dire.'
    WHEN motif = 'source_ajoutee' THEN 'Connu par la source ' || source || ', qui n''était pas lue dans la version précédente.'
    WHEN motif = 'identifiant_change' THEN 'Le contrat ' || autre || ' de la version précédente porte désormais cet identifiant.'
    WHEN motif = 'fusion' THEN 'Réunit des enregistrements de plusieurs contrats de la version précédente, dont ' || autre || '.'
    WHEN motif = 'separation' THEN 'Séparé du contrat ' || autre || ' de la version précédente.' END AS explication
FROM venus
UNION ALL
SELECT contrat_id, 'retire', motif, reference, autre, false, false, CASE motif
    WHEN 'identifiant_change' THEN 'Le contrat porte désormais l''identifiant ' || autre || '.'
    WHEN 'fusion' THEN 'Ses enregistrements sont désormais ceux du contrat ' || autre || '.'
    WHEN 'separation' THEN 'Ses enregistrements sont désormais répartis entre plusieurs contrats, dont ' || autre || '.'
    WHEN 'source_retiree' THEN 'La source ' || source || ' n''est plus lue.'
    WHEN 'source_refusee' THEN 'Le fichier ' || fichier || ' a été refusé en entier.' END
FROM partis
UNION ALL
SELECT contrat_id, 'garde', motif, reference, autre, plus, moins, CASE motif
    WHEN 'fusion' THEN 'Des enregistrements du contrat ' || autre || ' sont désormais les siens.'
    WHEN 'separation' THEN 'Des enregistrements sont passés au contrat ' || autre || '.'
    WHEN 'causes_multiples' THEN 'Des enregistrements sont passés d''un contrat à l''autre (' || autre || ')'
        || CASE WHEN autres_records THEN ', et d''autres sont apparus ou ont disparu.' ELSE ', dans les deux sens.' END
    WHEN 'source_preferee' THEN 'Mêmes enregistrements ; celui qui fait foi est désormais : ' || reference || '.' END
FROM restes;
