-- Contract ids of the former version that are gone, each with the contracts that took over one of its records; and the
-- former aliases, followed one step further.
COPY (
    WITH anciens AS (
        SELECT DISTINCT contrat_id, empreinte
        FROM read_csv({anciennes}, {lecture}, union_by_name = true)
    ),
    nouveaux AS (
        SELECT DISTINCT contrat_id, empreinte FROM read_parquet({nouvelles}, union_by_name = true)
    ),
    contrats AS (SELECT contrat_id FROM read_parquet({contrats})),
    renommes AS (
        SELECT DISTINCT a.contrat_id AS ancien_contrat_id, n.contrat_id
        FROM anciens a JOIN nouveaux n USING (empreinte)
    ),
    suivis AS (
        SELECT s.ancien_contrat_id, coalesce(r.contrat_id, s.contrat_id) AS contrat_id, s.version_precedente
        FROM {suivis} s LEFT JOIN renommes r ON r.ancien_contrat_id = s.contrat_id
        UNION ALL
        SELECT ancien_contrat_id, contrat_id, {version} FROM renommes
    )
    SELECT ancien_contrat_id, contrat_id, max(version_precedente) AS version_precedente
    FROM suivis
    WHERE contrat_id IN (SELECT contrat_id FROM contrats)
        AND ancien_contrat_id NOT IN (SELECT contrat_id FROM contrats)
    GROUP BY ancien_contrat_id, contrat_id
    ORDER BY ancien_contrat_id, contrat_id
) TO {dest} (FORMAT parquet)
