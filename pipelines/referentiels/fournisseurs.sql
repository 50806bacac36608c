-- One row a supplier looked for: how it was found, by which files, and what forbids to name it.
CREATE OR REPLACE TEMP TABLE fournisseurs AS
SELECT n, siren, siret,
    CASE WHEN etat = 'F' THEN 'siret_ferme' WHEN exact THEN 'siret' WHEN sources <> '' THEN 'siren' ELSE 'non' END AS trouve,
    partielle, personne_physique, sources
FROM (
    SELECT d.n, d.siren, d.siret, e.etat, e.n IS NOT NULL OR t.siret IS NOT NULL AS exact,
        coalesce(a.partielle OR u.partielle OR s.partielle OR e.partielle, a.partielle, u.partielle, s.partielle, e.partielle, false) AS partielle,
        coalesce(a.physique OR u.physique OR h.physique, a.physique, u.physique, h.physique, false) AS personne_physique,
        concat_ws('|',
            CASE WHEN a.siren IS NOT NULL THEN 'annuaire_unites_legales' END,
            CASE WHEN le.siren IS NOT NULL THEN 'liste_ess' END,
            CASE WHEN lu.siren IS NOT NULL THEN 'liste_esus' END,
            CASE WHEN ls.siren IS NOT NULL THEN 'liste_siae' END,
            CASE WHEN s.siren IS NOT NULL OR e.n IS NOT NULL THEN 'sirene_etablissements' END,
            CASE WHEN u.siren IS NOT NULL THEN 'sirene_unites_legales' END,
            CASE WHEN h.siren IS NOT NULL THEN 'sirene_unites_legales_historique' END) AS sources
    FROM demandes d
    LEFT JOIN (SELECT siren, bool_or(statut = 'P') AS partielle, bool_or(juridique = '1000') AS physique FROM lu_annuaire_unites_legales GROUP BY siren) a
        ON a.siren = d.siren
    LEFT JOIN (SELECT siren, bool_or(statut = 'P') AS partielle, bool_or(juridique = '1000') AS physique FROM lu_sirene_unites_legales GROUP BY siren) u
        ON u.siren = d.siren
    LEFT JOIN (SELECT siren, bool_or(juridique = '1000') AS physique FROM lu_sirene_unites_legales_historique GROUP BY siren) h ON h.siren = d.siren
    LEFT JOIN (SELECT siren, bool_or(partielle) AS partielle FROM sieges GROUP BY siren) s ON s.siren = d.siren
    -- the last picture that has the establishment says whether it is closed
    LEFT JOIN (SELECT n, arg_max(coalesce(etat, 'A'), observe_le) AS etat, bool_or(partielle) AS partielle FROM exacts GROUP BY n) e ON e.n = d.n
    LEFT JOIN (SELECT DISTINCT siren FROM lu_liste_ess) le ON le.siren = d.siren
    LEFT JOIN (SELECT DISTINCT siren FROM lu_liste_esus) lu ON lu.siren = d.siren
    LEFT JOIN (SELECT DISTINCT siren FROM structures) ls ON ls.siren = d.siren
    LEFT JOIN (SELECT DISTINCT siret FROM structures) t ON t.siret = d.siret
);

COPY (SELECT * EXCLUDE (n) FROM fournisseurs ORDER BY n) TO {fournisseurs} (FORMAT parquet, COMPRESSION zstd);
