-- The length of a period says its step: 2025, 2025-T3, 2025-07 (a T tells the quarter from the month).
WITH pas AS (
    SELECT rang, acheteur_siren, contrat_reference, structure_siret, type_structure, left(periode, 4) AS annee,
        CASE WHEN length(periode) = 4 THEN 'annee' WHEN contains(periode, 'T') THEN 'trimestre' ELSE 'mois' END AS pas
    FROM heures_insertion
)
SELECT rang FROM (
    SELECT rang, min(pas) OVER meme <> max(pas) OVER meme AS melange FROM pas
    WINDOW meme AS (PARTITION BY acheteur_siren, contrat_reference, structure_siret, type_structure, annee)
) WHERE melange
