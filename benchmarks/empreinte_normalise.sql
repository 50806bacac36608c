-- Counts over the flat tables of json_normalize: enough to know that it read every record and every list.
SELECT
    (SELECT count(*) FROM read_parquet('{dossier}/*.contrats.parquet', union_by_name = true)) AS enregistrements,
    (SELECT count(*) FROM read_parquet('{dossier}/*-marche.contrats.parquet', union_by_name = true)) AS marches,
    (SELECT count(*) FROM read_parquet('{dossier}/*-contrat-concession.contrats.parquet')) AS concessions,
    (SELECT count(*) FROM read_parquet('{dossier}/*-titulaires.parquet', union_by_name = true)) AS titulaires,
    (SELECT count(*) FROM read_parquet('{dossier}/*-modifications.parquet', union_by_name = true)) AS modifications,
    (SELECT count(*) FROM read_parquet('{dossier}/*-actes_sous_traitance.parquet')) AS actes_sous_traitance,
    (SELECT count(*) FROM read_parquet('{dossier}/*-modifications_sous_traitance.parquet')) AS modifications_sous_traitance,
    (SELECT count(*) FROM read_parquet('{dossier}/*-annees_execution.parquet')) AS annees_execution,
    (SELECT sum(length(objet)) FROM read_parquet('{dossier}/*.contrats.parquet', union_by_name = true))::BIGINT AS longueur_objets
