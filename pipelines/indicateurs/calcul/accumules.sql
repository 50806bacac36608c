-- Results of several definitions, where they are wanted together.
CREATE OR REPLACE TABLE accumules (
    spaser VARCHAR, edition VARCHAR, indicateur_id VARCHAR, niveau VARCHAR, acheteur_siren VARCHAR, periode_debut DATE, periode_fin DATE, compte VARCHAR, base VARCHAR, perimetre VARCHAR,
    dimension VARCHAR, modalite VARCHAR, valeur DECIMAL(18, 6), valeur_texte VARCHAR, valeur_date DATE, unite VARCHAR, numerateur DECIMAL(18, 6), denominateur DECIMAL(18, 6),
    couverture DECIMAL(18, 6), borne_min DECIMAL(18, 6), borne_max DECIMAL(18, 6), origine VARCHAR, stade VARCHAR, secret VARCHAR, cible DECIMAL(18, 6), cible_periode VARCHAR,
    ecart DECIMAL(18, 6), etat VARCHAR, arrete_au DATE, recalculable VARCHAR, sources VARCHAR, note VARCHAR
);
