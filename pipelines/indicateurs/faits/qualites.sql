-- What each supplier that is looked up is, period by period: [du, fin[, its qualities, those among them that were known at
-- the date and not only seen later, and the families in which it is known. One row answers for one day.
CREATE OR REPLACE TABLE qualites AS
WITH demandes AS ({demandes}),
bits AS (
    SELECT * FROM (VALUES ('PME', q_pme()), ('ETI', q_eti()), ('GE', q_ge()), ('TERRITOIRE', q_territoire()), ('ESS', q_ess()), ('ESUS', q_esus()), ('SCOP', q_scop()),
        ('SCIC', q_scic()), ('EI', q_iae()), ('AI', q_iae()), ('ACI', q_iae()), ('ETTI', q_iae()), ('EITI', q_iae()), ('GEIQ', q_iae()), ('EA', q_handicap()),
        ('EATT', q_handicap()), ('ESAT', q_handicap())) AS b(categorie, bit)
),
familles AS (
    SELECT * FROM (VALUES ('taille', f_taille()), ('territoire', f_territoire()), ('ess', f_ess()), ('esus', f_esus()), ('cooperative', f_cooperative()),
        ('inclusion', f_inclusion())) AS f(famille, bit)
),
dites AS (
    SELECT siren, siret, bit AS qualite, 0 AS famille, du, au, certain_du FROM ref_qualites JOIN bits USING (categorie)
    UNION ALL SELECT siren, siret, 0, bit, du, au, NULL FROM ref_connus JOIN familles USING (famille)
    -- a quality without a beginning holds since always, but was only seen on the day of the observation
    UNION ALL SELECT siren, d.siret, bit, 0, r.valide_du, r.valide_au, coalesce(r.valide_du, r.observe_le)
    FROM r_fournisseurs_ess r JOIN bits USING (categorie) JOIN demandes d USING (siren)
),
faits AS (
    SELECT siren, siret, qualite, famille, coalesce(du, DATE '0001-01-01') AS du, coalesce(au + 1, DATE '9999-12-31') AS fin, certain_du FROM dites
),
bornes AS (
    SELECT siren, siret, du AS jour FROM faits UNION SELECT siren, siret, fin FROM faits
    UNION SELECT siren, siret, certain_du FROM faits WHERE certain_du > du AND certain_du < fin
),
periodes AS (
    SELECT siren, siret, jour AS du, lead(jour) OVER (PARTITION BY siren, siret ORDER BY jour) AS fin FROM bornes
),
reunies AS (
    SELECT p.siren, p.siret, p.du, p.fin, bit_or(f.qualite) AS qualites, bit_or(CASE WHEN f.certain_du <= p.du THEN f.qualite ELSE 0 END) AS datees, bit_or(f.famille) AS connues
    FROM periodes p JOIN faits f ON f.siren = p.siren AND f.siret = p.siret AND f.du <= p.du AND f.fin >= p.fin
    WHERE p.fin IS NOT NULL
    GROUP BY p.siren, p.siret, p.du, p.fin
)
-- a firm of the territory that is small is both at once; it is not as soon as it is known not to be one of them
SELECT siren, siret, du, fin,
    qualites | CASE WHEN qualites & q_pme() <> 0 AND qualites & q_territoire() <> 0 THEN q_pme_territoire() ELSE 0 END AS qualites,
    datees | CASE WHEN datees & q_pme() <> 0 AND datees & q_territoire() <> 0 THEN q_pme_territoire() ELSE 0 END AS datees,
    connues | CASE WHEN qualifie(qualites, connues, f_taille(), q_pme()) = false OR qualifie(qualites, connues, f_territoire(), q_territoire()) = false
        OR connues & 3 = 3 THEN f_pme_territoire() ELSE 0 END AS connues
FROM reunies;

-- A supplier with a foreign identifier is of no French approval, social economy nor place: a no, in the families of which a
-- file that was read answers. Its size is unknown: Sirene does not hold it.
CREATE OR REPLACE MACRO f_de_l_etranger() AS ({familles_lues});
