-- The buyers and years of which results are told.
CREATE OR REPLACE TABLE presents AS
SELECT DISTINCT acheteur_siren, year(jour) AS annee FROM contrats_dates WHERE jour IS NOT NULL AND compte_acheteur
UNION
SELECT acheteur_siren, unnest(range(premiere, derniere + 1))::INTEGER FROM livraisons_annees WHERE par_acheteur AND premiere > 0 AND {du_perimetre};

CREATE OR REPLACE TABLE annees AS SELECT DISTINCT annee FROM presents WHERE {annees};
-- a declared perimeter owes every year where it is one; without any, a buyer is told of in the years where it did something
CREATE OR REPLACE TABLE grille AS
FROM (SELECT DISTINCT p.acheteur_siren, a.annee FROM presents p, annees a WHERE {entiere} OR p.annee = a.annee) WHERE {dans_leurs_dates};
