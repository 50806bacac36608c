-- Which register was delivered for which buyer and year: what is absent from it is then a no, and not unknown.
-- A register that names no buyer (fournisseurs_ess, perimetre, groupements) holds for all.
CREATE OR REPLACE TABLE couvert AS
SELECT DISTINCT l.table_livree AS registre, g.acheteur_siren, g.annee
FROM livraisons_annees l JOIN grille g
    ON (l.acheteur_siren = g.acheteur_siren OR NOT l.par_acheteur) AND g.annee BETWEEN l.premiere AND l.derniere;

CREATE OR REPLACE TABLE couverts AS
SELECT g.acheteur_siren, g.annee,
    coalesce(bool_or(registre = 'clauses'), false) AS clauses, coalesce(bool_or(registre = 'ciblages'), false) AS ciblages,
    coalesce(bool_or(registre = 'fournisseurs_ess'), false) AS fournisseurs_ess,
    coalesce(bool_or(registre = 'evaluations'), false) AS evaluations, coalesce(bool_or(registre = 'heures_insertion'), false) AS heures_insertion
FROM grille g LEFT JOIN couvert c USING (acheteur_siren, annee) GROUP BY ALL;
