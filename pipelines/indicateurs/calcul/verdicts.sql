CREATE OR REPLACE TABLE verdicts (
    spaser VARCHAR, edition VARCHAR, indicateur_id VARCHAR, niveau VARCHAR, acheteur_siren VARCHAR, annee INTEGER,
    cible DECIMAL(18, 6), cible_periode VARCHAR, ecart DECIMAL(18, 6), etat VARCHAR, explication VARCHAR
);
