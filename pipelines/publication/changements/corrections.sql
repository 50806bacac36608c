-- Human corrections that took effect, changed or lost their effect between the two versions, by contract and field.
CREATE OR REPLACE TEMP TABLE corrections_changees AS
SELECT coalesce(b.contrat_actuel_id, a.contrat_actuel_id) AS contrat_id, coalesce(b.champ, a.champ) AS champ,
    coalesce(b.date_decision, a.date_decision) AS date_decision, coalesce(b.motif, a.motif) AS code_correction, b.champ IS NULL AS retiree
FROM (SELECT contrat_actuel_id, champ, max(date_decision) AS date_decision, min(motif) AS motif, min(valeur_apres) AS valeur_apres
    FROM {corrections_avant} WHERE etat = 'appliquee' GROUP BY ALL) AS a
FULL JOIN (SELECT contrat_actuel_id, champ, max(date_decision) AS date_decision, min(motif) AS motif, min(valeur_apres) AS valeur_apres
    FROM {corrections_apres} WHERE etat = 'appliquee' GROUP BY ALL) AS b
    ON a.contrat_actuel_id = b.contrat_actuel_id AND a.champ = b.champ
WHERE a.date_decision IS DISTINCT FROM b.date_decision OR a.valeur_apres IS DISTINCT FROM b.valeur_apres;

CREATE OR REPLACE TEMP TABLE modifies AS SELECT DISTINCT contrat_id FROM {modifications} WHERE contrat_id IS NOT NULL;
