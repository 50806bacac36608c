-- Pairs that share a buyer and a key, with what agrees between them. A key alone never merges: two of objet, supplier,
-- date (within 31 days) and amount (to the euro) must agree. Rules: docs/livraisons-et-union.md.

CREATE OR REPLACE MACRO concordances(nom) AS TABLE
SELECT p.d, p.r, p.exacte,
    CASE WHEN a.objet_cle IS NOT NULL AND b.objet_cle IS NOT NULL
         THEN a.objet_cle = b.objet_cle OR coalesce(a.objet_squelette = b.objet_squelette, false) END AS objet_concorde,
    CASE WHEN len(a.fournisseurs) > 0 AND len(b.fournisseurs) > 0 THEN list_has_any(a.fournisseurs, b.fournisseurs) END AS titulaire_concorde,
    abs(a.jour - b.jour) <= 31 AS date_concorde,
    CASE WHEN a.montant IS NOT NULL AND coalesce(b.montant, b.maximum) IS NOT NULL
         THEN coalesce(trunc(a.montant) = trunc(b.montant), false) OR coalesce(trunc(a.montant) = trunc(b.maximum), false) END AS montant_concorde,
    coalesce(a.lot = b.lot, false) AS lot_concorde, coalesce(a.lot <> b.lot, false) AS lot_contredit,
    coalesce(a.jour = b.jour, false) AS jour_exact,
    coalesce(a.montant = b.montant, false) OR coalesce(a.montant = b.maximum, false) AS montant_exact
FROM query_table(nom) p JOIN decp a USING (d) JOIN registre b USING (r);

CREATE OR REPLACE MACRO nombre_accords(o, t, j, m) AS
    coalesce(o, false)::INTEGER + coalesce(t, false)::INTEGER + coalesce(j, false)::INTEGER + coalesce(m, false)::INTEGER;

-- The same key on a hundred rows of both sides says nothing, and would cost the square of their number.
CREATE OR REPLACE TABLE cles_communes AS
SELECT siren, cle, nd * nr > 10000 AS trop_grande
FROM (SELECT siren, cle, count(*) AS nd FROM cles_decp WHERE nature = 'id' GROUP BY ALL)
JOIN (SELECT siren, cle, count(*) AS nr FROM cles_registre WHERE nature = 'id' GROUP BY ALL) USING (siren, cle);

-- A stem is looked at only for what no whole id designates, and for the same objet on the same day: under a stem,
-- neighbours of a series meet.
CREATE OR REPLACE TABLE designes AS
SELECT DISTINCT d, NULL::INTEGER AS r FROM cles_decp JOIN cles_communes USING (siren, cle) WHERE nature = 'id'
UNION ALL
SELECT DISTINCT NULL, r FROM cles_registre JOIN cles_communes USING (siren, cle) WHERE nature = 'id';

CREATE OR REPLACE TABLE souches AS
WITH portees AS (
    SELECT siren || '|' || cle || '|' || jour || '|' || objet_cle AS lieu, k.nature, d, NULL::INTEGER AS r
    FROM cles_decp k JOIN decp USING (d, siren) ANTI JOIN designes USING (d)
    UNION ALL
    SELECT siren || '|' || cle || '|' || jour || '|' || objet_cle, k.nature, NULL, r
    FROM cles_registre k JOIN registre USING (r, siren) ANTI JOIN designes USING (r)
)
SELECT * FROM portees WHERE lieu IS NOT NULL
QUALIFY count(d) OVER (PARTITION BY lieu) BETWEEN 1 AND 12 AND count(r) OVER (PARTITION BY lieu) BETWEEN 1 AND 12;

CREATE OR REPLACE TABLE proches AS
SELECT d, r, max(exacte) AS exacte FROM (
    SELECT d, r, true AS exacte
    FROM cles_communes c JOIN cles_decp x USING (siren, cle) JOIN cles_registre y USING (siren, cle)
    WHERE NOT trop_grande AND x.nature = 'id' AND y.nature = 'id'
    UNION ALL
    SELECT x.d, y.r, false FROM souches x JOIN souches y USING (lieu)
    WHERE x.d IS NOT NULL AND y.r IS NOT NULL AND (x.nature = 'souche' OR y.nature = 'souche')
) GROUP BY d, r;

CREATE OR REPLACE TABLE comparees AS
SELECT *, nombre_accords(objet_concorde, titulaire_concorde, date_concorde, montant_concorde) AS accords FROM concordances('proches');

-- What may be matched, and how well: more agreements first, then the lot, the id as written, the day, the cents.
CREATE OR REPLACE TABLE paires AS
SELECT d, r, accords * 16 + lot_concorde::INTEGER * 8 + exacte::INTEGER * 4 + jour_exact::INTEGER * 2 + montant_exact::INTEGER AS score
FROM comparees ANTI JOIN interdites USING (d, r) ANTI JOIN apparies USING (d) ANTI JOIN apparies USING (r)
WHERE accords >= 2 AND NOT lot_contredit
  AND (exacte OR coalesce(titulaire_concorde, false) OR coalesce(montant_concorde, false));
