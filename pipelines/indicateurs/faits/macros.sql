-- Three-valued words of the closed lists (caracteristiques.csv, denominateurs.csv).

-- A disposition of the register of clauses: absent from a register that was delivered, it is a no.
CREATE OR REPLACE MACRO inscrit(codes, connus, code) AS
    CASE WHEN list_contains(codes, code) THEN true WHEN connus THEN false END;
CREATE OR REPLACE MACRO inscrit_un(codes, connus, cherches) AS
    CASE WHEN list_has_any(codes, cherches) THEN true WHEN connus THEN false END;
-- Two sources on one question: a yes of either stands (docs/indicateurs.md, « Deux sources »); else a no of either.
CREATE OR REPLACE MACRO accorde(a, b) AS
    CASE WHEN a OR b THEN true WHEN a IS NULL AND b IS NULL THEN NULL ELSE false END;

-- What a supplier may be, a bit each, and the families in which « not listed » is a no, a bit each.
CREATE OR REPLACE MACRO q_pme() AS 1; CREATE OR REPLACE MACRO q_eti() AS 2; CREATE OR REPLACE MACRO q_ge() AS 4;
CREATE OR REPLACE MACRO q_territoire() AS 8; CREATE OR REPLACE MACRO q_pme_territoire() AS 16;
CREATE OR REPLACE MACRO q_ess() AS 32; CREATE OR REPLACE MACRO q_esus() AS 64; CREATE OR REPLACE MACRO q_scop() AS 128; CREATE OR REPLACE MACRO q_scic() AS 256;
CREATE OR REPLACE MACRO q_iae() AS 512; CREATE OR REPLACE MACRO q_handicap() AS 1024;
CREATE OR REPLACE MACRO f_taille() AS 1; CREATE OR REPLACE MACRO f_territoire() AS 2; CREATE OR REPLACE MACRO f_pme_territoire() AS 4;
CREATE OR REPLACE MACRO f_ess() AS 8; CREATE OR REPLACE MACRO f_esus() AS 16; CREATE OR REPLACE MACRO f_cooperative() AS 32; CREATE OR REPLACE MACRO f_inclusion() AS 64;
-- The register of suppliers of the social economy answers for all of these, where it was delivered.
CREATE OR REPLACE MACRO f_du_registre() AS 120;

-- One of these qualities: a yes of any supplier; a no where every supplier is known in these families.
CREATE OR REPLACE MACRO qualifie(qualites, connues, familles, cherchees) AS
    CASE WHEN qualites & cherchees <> 0 THEN true WHEN connues & familles = familles THEN false END;
-- The same, as was known at the date of the fact; and as was only seen later.
CREATE OR REPLACE MACRO qualifie_alors(qualites, datees, connues, familles, cherchees) AS
    CASE WHEN datees & cherchees <> 0 THEN true WHEN qualites & cherchees <> 0 OR connues & familles = familles THEN false END;
CREATE OR REPLACE MACRO qualifie_apres(qualites, datees, connues, familles, cherchees) AS
    CASE WHEN datees & cherchees <> 0 THEN false WHEN qualites & cherchees <> 0 THEN true WHEN connues & familles = familles THEN false END;
