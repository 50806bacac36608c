-- Three-valued words of the closed lists (caracteristiques.csv, denominateurs.csv).

-- A disposition of the register of clauses: absent from a register that was delivered, it is a no.
CREATE OR REPLACE MACRO inscrit(codes, connus, code) AS
    CASE WHEN list_contains(codes, code) THEN true WHEN connus THEN false END;
CREATE OR REPLACE MACRO inscrit_un(codes, connus, cherches) AS
    CASE WHEN list_has_any(codes, cherches) THEN true WHEN connus THEN false END;
-- Two sources on one question: a yes of either stands (docs/indicateurs.md, « Deux sources »); else a no of either.
CREATE OR REPLACE MACRO accorde(a, b) AS
    CASE WHEN a OR b THEN true WHEN a IS NULL AND b IS NULL THEN NULL ELSE false END;
