CREATE OR REPLACE TABLE objectifs_comptes (
    spaser VARCHAR, edition VARCHAR, niveau VARCHAR, acheteur_siren VARCHAR, annee INTEGER, atteints INTEGER, echus INTEGER, indetermines INTEGER
);
