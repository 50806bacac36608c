-- The counts of `Empreinte` (contrats_) over the tables that `spaser ingest` writes.
-- A 2019 record published again under its next number also gives a modification of another origin: not counted here.
SELECT
    count(*) AS contrats,
    (SELECT count(*) FROM '{dossier}/titulaires.parquet' WHERE rang_modification = 0) AS contrats_titulaires,
    sum(montant_initial_ht_eur) AS contrats_somme_montants,
    sum(length(objet))::BIGINT AS contrats_longueur_objets,
    (SELECT count(*) FROM '{dossier}/modifications.parquet' WHERE origine = 'decp') AS contrats_modifications,
    (SELECT count(*) FROM '{dossier}/tarifs_concession.parquet') AS contrats_tarifs
FROM '{dossier}/contrats.parquet'
