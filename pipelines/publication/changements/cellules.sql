-- The reason of each difference of a table that follows contracts: that of its contract, unless a correction, a published
-- modification or the day explains this very cell.
CREATE OR REPLACE TEMP VIEW motives AS
SELECT e.*, k.date_decision, k.code_correction, k.retiree AS correction_retiree, c.reference AS place, c.explication AS dite, c.motif AS cause, CASE
    WHEN c.sort IN ('ajoute', 'retire') THEN c.motif
    WHEN k.champ IS NOT NULL THEN 'correction'
    -- a date is not read while it is still to come: the day it is reached, the cell fills
    WHEN {famille} = 'contrat' AND e.ancienne_valeur IS NULL AND c.motif IN ('regle', 'meme_contenu') AND coalesce(
        CASE WHEN e.colonne = 'annee_notification' THEN try_cast(n.date_notification AS DATE)
            WHEN starts_with(e.colonne, 'date_') THEN try_cast(e.nouvelle_valeur AS DATE) END > {date_avant}, false) THEN 'date'
    WHEN {famille} = 'contrat' AND e.nouvelle_valeur IS NULL AND c.motif IN ('regle', 'meme_contenu') AND coalesce(
        CASE WHEN e.colonne = 'annee_notification' THEN try_cast(o.date_notification AS DATE)
            WHEN starts_with(e.colonne, 'date_') THEN try_cast(e.ancienne_valeur AS DATE) END > {date_apres}, false) THEN 'date'
    -- the day went back: what else hangs on it cannot be told from a rule that changed
    WHEN {recule} AND c.motif IN ('regle', 'meme_contenu') THEN 'indetermine'
    WHEN c.motif NOT IN ('regle', 'meme_contenu', 'source_preferee', 'indetermine') AND m.contrat_id IS NOT NULL
        AND ({table} = 'modifications' OR e.colonne IN ('montant_dernier_ht_eur', 'nb_modifications')) THEN 'modification'
    WHEN {famille} = 'contrat' AND e.colonne = 'nb_publications' AND c.motif IN ('meme_contenu', 'source_preferee')
        THEN CASE WHEN c.plus THEN 'nouvelle_publication' WHEN c.moins THEN 'publication_retiree' ELSE 'indetermine' END
    WHEN {famille} = 'trace' THEN CASE WHEN c.motif IN ('nouvelle_publication', 'publication_retiree', 'source_corrigee',
        'fusion', 'separation', 'causes_multiples') THEN c.motif ELSE 'fichiers' END
    WHEN {famille} = 'derive' THEN CASE
        WHEN c.motif IS NULL OR c.motif IN ('regle', 'meme_contenu', 'indetermine') THEN CASE WHEN {registre} THEN 'registre' ELSE 'indetermine' END
        WHEN {registre} THEN 'indetermine' ELSE c.motif END
    -- the link to another contract hangs on that one too
    WHEN c.motif IN ('regle', 'meme_contenu') AND e.colonne = 'accord_cadre_contrat_id' THEN 'indetermine'
    -- `empreinte` covers the main fields: elsewhere, the source may have said something else in another file
    WHEN c.motif = 'meme_contenu' THEN CASE WHEN {table} IN ('titulaires', 'modifications', 'groupement_membres')
        OR ({table} = 'contrats' AND regexp_matches(e.colonne, '^(contrat_id|acheteur_|id_|lot$|type$|objet$|nature|procedure|code_cpv|date_notif|date_publi|annee_|duree_|montant_(publie|initial|dernier|retenu|anomalie)|nb_titulaires|nb_modifications)'))
        THEN 'regle' ELSE 'indetermine' END
    ELSE coalesce(c.motif, {defaut}) END AS motif
FROM read_parquet({ecarts}) AS e
LEFT JOIN causes_contrats AS c USING (contrat_id)
LEFT JOIN corrections_changees AS k ON {table} = 'contrats' AND e.nature = 'corrige' AND k.contrat_id = e.contrat_id
    AND k.champ = CASE e.colonne WHEN 'annee_notification' THEN 'date_notification' ELSE e.colonne END
LEFT JOIN modifies AS m ON m.contrat_id = e.contrat_id
LEFT JOIN fiches_b AS n ON n.contrat_id = e.contrat_id
LEFT JOIN fiches_a AS o ON o.contrat_id = e.contrat_id
