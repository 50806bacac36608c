-- Contracts that changed, as an indicator sees them: which buyers count them, on which days, why. Fields that no measure
-- reads are left out (the last amount too: law 6): one more snapshot of a contract moves no figure.
CREATE OR REPLACE TEMP TABLE mouvements AS
WITH
changes AS (
    SELECT contrat_id, CASE WHEN count(DISTINCT motif) = 1 THEN min(motif) ELSE 'causes_multiples' END AS motif
    FROM {motives}
    WHERE contrat_id IS NOT NULL AND nature <> 'renomme' AND motif <> 'schema' AND NOT ("table" = 'contrats' AND nature = 'corrige' AND
        (colonne IN ('acheteur_nom', 'objet', 'nb_publications', 'nb_modifications', 'montant_dernier_ht_eur', 'valeurs_divergentes', 'montant_anomalie_raison', 'lieu_execution_nom', 'format')
         OR regexp_matches(colonne, '_publiee?$')))
    GROUP BY contrat_id
),
places AS (
    SELECT contrat_id, acheteur_siren, try_cast(date_notification AS DATE) AS jour FROM fiches_a SEMI JOIN changes USING (contrat_id)
    UNION SELECT contrat_id, acheteur_siren, try_cast(date_notification AS DATE) FROM fiches_b SEMI JOIN changes USING (contrat_id)
),
comptes AS (
    SELECT contrat_id, acheteur_siren FROM {attributions_avant} UNION SELECT contrat_id, acheteur_siren FROM {attributions_apres}
)
SELECT DISTINCT p.acheteur_siren, jour, motif FROM changes JOIN places AS p USING (contrat_id)
UNION
SELECT DISTINCT a.acheteur_siren, jour, motif FROM changes JOIN places USING (contrat_id) JOIN comptes AS a USING (contrat_id);
