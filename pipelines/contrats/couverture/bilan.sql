-- The account of the four tables, and two differences that must be nil (law 1): every contract has one month, which each
-- source has or lacks; every record that was kept or merged is counted for its source.
WITH ensemble AS (SELECT * FROM read_parquet({couverture}) WHERE source = 'ensemble'),
par_source AS (SELECT source, sum(contrats + contrats_absents_ici) AS contrats FROM read_parquet({couverture}) GROUP BY source)
SELECT (SELECT count(*) FROM fichiers) AS fichiers, (SELECT count(*) FROM fichiers WHERE refuse) AS fichiers_refuses,
    (SELECT list(source ORDER BY source) FROM sources) AS sources, (SELECT count(*) FROM connus) AS contrats,
    (SELECT count(*) FROM partages WHERE nb = 1) AS contrats_une_source,
    (SELECT count(*) FROM partages WHERE nb > 1) AS contrats_plusieurs_sources,
    (SELECT coalesce(sum(marches), 0)::BIGINT FROM ensemble) AS marches, (SELECT coalesce(sum(delai_connu), 0)::BIGINT FROM ensemble) AS delai_connu,
    (SELECT coalesce(sum(publies_hors_delai), 0)::BIGINT FROM ensemble) AS publies_hors_delai,
    (SELECT count(DISTINCT contrat_id) FROM read_parquet({divergences_sources})) AS contrats_divergents,
    (SELECT coalesce(max(abs(p.contrats - c.contrats)), 0)::BIGINT
     FROM par_source p CROSS JOIN (SELECT count(*) AS contrats FROM connus) c) AS contrats_perdus,
    (SELECT abs(coalesce(sum(enregistrements), 0) - (SELECT count(*) FROM read_parquet({contrat_sources})) - (SELECT count(*) FROM read_parquet({decisions})))::BIGINT
     FROM ensemble) AS enregistrements_perdus
