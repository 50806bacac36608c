-- Three-valued words of the closed lists (caracteristiques.csv, denominateurs.csv).

-- A disposition of the register of clauses: absent from a register that was delivered, it is a no.
CREATE OR REPLACE MACRO inscrit(codes, connus, code) AS
    CASE WHEN list_contains(codes, code) THEN true WHEN connus THEN false END;
CREATE OR REPLACE MACRO inscrit_un(codes, connus, cherches) AS
    CASE WHEN list_has_any(codes, cherches) THEN true WHEN connus THEN false END;
-- Two sources on one question: a yes of either stands (docs/indicateurs.md, « Deux sources »); else a no of either.
CREATE OR REPLACE MACRO accorde(a, b) AS
    CASE WHEN a OR b THEN true WHEN a IS NULL AND b IS NULL THEN NULL ELSE false END;

-- What a supplier is, with the days between which it is: one row a SIREN.
CREATE OR REPLACE TABLE qualites AS
SELECT siren, list(struct_pack(categorie := categorie, du := valide_du, au := valide_au) ORDER BY categorie, valide_du, valide_au) AS qualites FROM r_fournisseurs_ess GROUP BY siren;
CREATE OR REPLACE MACRO categories_au(qualites, jour) AS
    list_transform(list_filter(coalesce(qualites, []), lambda q: (q.du IS NULL OR q.du <= jour) AND (q.au IS NULL OR q.au >= jour)), lambda q: q.categorie);
