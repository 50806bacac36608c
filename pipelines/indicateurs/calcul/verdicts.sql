-- What targets say of the results of one definition, before it is written beside them.
CREATE OR REPLACE TABLE vises (indicateur_id VARCHAR);
CREATE OR REPLACE TABLE verdicts (
    indicateur_id VARCHAR, niveau VARCHAR, acheteur_siren VARCHAR, annee INTEGER,
    cible DECIMAL(18, 6), cible_periode VARCHAR, ecart DECIMAL(18, 6), etat VARCHAR, explication VARCHAR
);
CREATE OR REPLACE TABLE objectifs_comptes (niveau VARCHAR, acheteur_siren VARCHAR, annee INTEGER, atteints INTEGER, echus INTEGER, indetermines INTEGER);
