-- Contracts in force in a year: notified by its end, not ended before its beginning. One row per contract and year.
-- `membre` is unknown when the end is; hours, litigation and evaluations are those of the year.
CREATE OR REPLACE TABLE suivi_annuel AS
WITH heures AS (
    SELECT acheteur_siren, contrat_reference AS reference, TRY_CAST(left(periode, 4) AS INTEGER) AS annee,
        coalesce(sum(heures_realisees), 0) AS heures, count(*) FILTER (heures_realisees IS NULL) AS heures_inconnues,
        -- controlled in the year: the sheets of one period are enough; unknown as long as one period does not say
        CASE WHEN bool_or(presence_controlee AND year(coalesce(date_controle, make_date(TRY_CAST(left(periode, 4) AS INTEGER), 1, 1))) = TRY_CAST(left(periode, 4) AS INTEGER)) THEN true
             WHEN count(*) = count(presence_controlee) THEN false END AS presence_controlee
    FROM r_heures_insertion GROUP BY ALL
),
avis AS (
    SELECT acheteur_siren, contrat_reference AS reference, year("date") AS annee, count(*) FILTER (objet = 'evaluation_contrats') AS evaluations,
        count(*) FILTER (objet = 'litige') AS litiges
    FROM r_evaluations WHERE contrat_reference IS NOT NULL GROUP BY ALL
)
SELECT * FROM heures FULL JOIN avis USING (acheteur_siren, reference, annee);

CREATE OR REPLACE TABLE heures_cumulees AS
SELECT h.acheteur_siren, h.reference, a.annee, sum(h.heures) AS cumul, sum(h.heures_inconnues) AS inconnues
FROM suivi_annuel h JOIN annees a ON h.annee <= a.annee WHERE h.heures IS NOT NULL GROUP BY ALL;

CREATE OR REPLACE VIEW contrats_en_cours_faits AS
SELECT f.* EXCLUDE (annee), a.annee, CASE WHEN f.fin IS NOT NULL THEN true END AS membre,
    CASE WHEN f.reference IS NOT NULL AND k.evaluations THEN coalesce(s.evaluations, 0) END AS evaluations,
    CASE WHEN f.reference IS NOT NULL AND k.evaluations THEN coalesce(s.litiges, 0) END AS litiges,
    CASE WHEN f.reference IS NULL OR NOT coalesce(k.heures_insertion, false) THEN NULL WHEN s.heures IS NULL THEN false ELSE s.presence_controlee END AS presence_controlee,
    -- periods without an answer: what is known is the least that they add up to
    CASE WHEN f.reference IS NULL OR NOT coalesce(k.heures_insertion, false) OR (s.heures = 0 AND s.heures_inconnues > 0) THEN NULL ELSE coalesce(s.heures, 0) END AS heures_annee,
    CASE WHEN f.reference IS NOT NULL AND k.heures_insertion THEN coalesce(h.cumul, 0) END AS heures_cumulees, h.inconnues
FROM contrats_faits f
JOIN annees a ON year(f.jour) <= a.annee AND (f.fin IS NULL OR year(f.fin) >= a.annee)
LEFT JOIN suivi_annuel s ON s.acheteur_siren = f.registre_siren AND s.reference = f.reference AND s.annee = a.annee
LEFT JOIN heures_cumulees h ON h.acheteur_siren = f.registre_siren AND h.reference = f.reference AND h.annee = a.annee
LEFT JOIN couverts k ON k.acheteur_siren = f.registre_siren AND k.annee = a.annee
WHERE coalesce(f.statut_registre, '') <> 'sans_suite';

-- Hours belong to the buyer whose register holds them, and to each contract once, shared or not. They add up whatever the type of contract: no perimeter here. A period without an answer is a row without hours.
CREATE OR REPLACE VIEW heures_en_cours_faits AS
SELECT registre_siren AS acheteur_siren, annee, cle, membre, heures_annee, heures_cumulees FROM contrats_en_cours_faits WHERE reference IS NOT NULL AND porte
UNION ALL
SELECT registre_siren, annee, cle, membre, NULL, NULL FROM contrats_en_cours_faits WHERE reference IS NOT NULL AND porte AND inconnues > 0;
