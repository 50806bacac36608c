-- One row a contract, whichever side knows it: matched, published only, in the register only.

-- The name of a contract that only the register knows: its buyer and its reference, as written when they can be.
CREATE OR REPLACE TABLE noms_registre AS
SELECT r, siren || '-R-' || CASE WHEN regexp_full_match(reference, '[!-~]+') AND siren || '-R-' || reference NOT IN (SELECT contrat_id FROM decp)
    THEN reference ELSE id_normal(reference) || '~' || left(md5(reference), 8) END AS contrat_id
FROM registre;

CREATE OR REPLACE TABLE reunies AS SELECT d, r, false AS exacte FROM apparies;

COPY (
    SELECT a.contrat_id, a.siren AS acheteur_siren, b.siren AS registre_acheteur_siren, b.reference, 'apparie' AS etat, p.methode,
        m.objet_concorde, m.titulaire_concorde, m.date_concorde, m.montant_concorde,
        nombre_accords(m.objet_concorde, m.titulaire_concorde, m.date_concorde, m.montant_concorde) AS accords,
        NULL::VARCHAR AS contrat_probable_id, p.date_decision
    FROM apparies p JOIN concordances('reunies') m USING (d, r) JOIN decp a USING (d) JOIN registre b USING (r)
    UNION ALL
    SELECT contrat_id, siren, NULL, NULL, 'decp_seul', 'aucune', NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM decp ANTI JOIN apparies USING (d)
    UNION ALL
    SELECT n.contrat_id, b.siren, b.siren, b.reference, 'registre_seul', coalesce(f.methode, v.methode, 'aucune'), v.objet_concorde, v.titulaire_concorde,
        v.date_concorde, v.montant_concorde, v.accords, a.contrat_id, NULL
    FROM registre b JOIN noms_registre n USING (r) LEFT JOIN probables v USING (r) LEFT JOIN refuses f USING (r) LEFT JOIN decp a ON a.d = v.d
    ANTI JOIN apparies USING (r)
    ORDER BY 1
) TO {union_contrats} (FORMAT parquet, COMPRESSION zstd);
