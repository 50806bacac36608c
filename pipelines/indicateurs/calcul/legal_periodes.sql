-- A contract counts in the two periods of two years that hold its own: the one that its year ends, and the one it begins.
CREATE OR REPLACE VIEW contrats_de_deux_ans_faits AS
SELECT * FROM contrats_faits WHERE annee - 1 IN (SELECT annee FROM annees)
UNION ALL
SELECT * REPLACE (annee + 1 AS annee) FROM contrats_faits WHERE annee IN (SELECT annee FROM annees);
CREATE OR REPLACE TABLE legaux (
    spec INTEGER, indicateur_id VARCHAR, compte VARCHAR, base VARCHAR, annees INTEGER, moment VARCHAR, interne BOOLEAN, sources VARCHAR[], exigences VARCHAR[]
);
