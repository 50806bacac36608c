-- What is left on both sides, without a key that proves anything: the best candidate of each register row, listed for a
-- human and never merged. Only places that few share are looked at, so that the cost stays that of a join.

CREATE OR REPLACE TABLE refuses AS
SELECT r, 'identifiant_ambigu' AS methode FROM registre
WHERE r IN (SELECT r FROM paires) OR r IN (SELECT r FROM cles_registre JOIN cles_communes USING (siren, cle) WHERE trop_grande AND nature = 'id')
UNION
SELECT r, 'identifiant_sans_accord' FROM comparees ANTI JOIN paires USING (r) ANTI JOIN interdites USING (d, r) WHERE exacte;
DELETE FROM refuses WHERE r IN (SELECT r FROM apparies);
DELETE FROM refuses WHERE methode = 'identifiant_sans_accord' AND r IN (SELECT r FROM refuses WHERE methode = 'identifiant_ambigu');

CREATE OR REPLACE TABLE lieux AS
WITH a AS (FROM decp ANTI JOIN apparies USING (d)),
b AS (FROM registre ANTI JOIN apparies USING (r) ANTI JOIN refuses USING (r)),
portes AS (
    SELECT siren || '|objet|' || objet_cle AS lieu, d, NULL::INTEGER AS r FROM a WHERE length(objet_cle) >= 15
    UNION ALL SELECT siren || '|objet|' || objet_cle, NULL, r FROM b WHERE length(objet_cle) >= 15
    UNION ALL SELECT siren || '|id|' || id_normalise, d, NULL FROM a WHERE id_normalise IS NOT NULL
    UNION ALL SELECT siren || '|id|' || id_normal(reference), NULL, r FROM b WHERE id_utilisable(id_normal(reference))
    UNION ALL SELECT siren || '|montant|' || trunc(montant) || '|' || unnest(fournisseurs), d, NULL FROM a WHERE montant > 1
    UNION ALL SELECT siren || '|montant|' || trunc(coalesce(montant, maximum)) || '|' || unnest(fournisseurs), NULL, r FROM b
    WHERE coalesce(montant, maximum) > 1
)
SELECT lieu, d, r FROM portes
QUALIFY count(d) OVER (PARTITION BY lieu) BETWEEN 1 AND 12 AND count(r) OVER (PARTITION BY lieu) BETWEEN 1 AND 12;

CREATE OR REPLACE TABLE voisins AS
SELECT DISTINCT x.d, y.r, false AS exacte FROM lieux x JOIN lieux y USING (lieu)
ANTI JOIN interdites i ON i.d = x.d AND i.r = y.r
WHERE x.d IS NOT NULL AND y.r IS NOT NULL;

CREATE OR REPLACE TABLE probables AS
WITH candidats AS (
    SELECT *, nombre_accords(objet_concorde, titulaire_concorde, date_concorde, montant_concorde) AS accords
    FROM concordances('voisins') WHERE NOT lot_contredit
    UNION ALL
    -- a key that proves nothing still points somewhere
    SELECT * FROM comparees SEMI JOIN refuses USING (r) ANTI JOIN interdites USING (d, r)
),
-- the methode of the reason, and a candidate found without a key needs two agreements all the same
juges AS (
    SELECT c.*, coalesce(refuses.methode, 'probable') AS methode FROM candidats c LEFT JOIN refuses USING (r)
    WHERE refuses.r IS NOT NULL OR accords >= 2
)
SELECT * FROM juges
QUALIFY row_number() OVER (PARTITION BY r ORDER BY accords DESC, lot_concorde DESC, exacte DESC, jour_exact DESC, montant_exact DESC, d) = 1;
