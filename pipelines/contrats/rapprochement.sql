-- Candidates: elements that share a buyer and an identifier (or a 2019 stem, or all of their content) with another.
-- Then links: each pair of elements that the rule holds for one contract, by the reason. Rules: docs/regles-contrats.md.

CREATE OR REPLACE TABLE familles AS
WITH portees AS (
    SELECT rid, siren || '|' || genre || '|' || cle_id AS famille FROM cles
    WHERE quarantaine IS NULL AND cle_id IS NOT NULL
    UNION ALL
    -- 2019 ids end with the number of the modification, which some publishers leave out: the stem is a place to look,
    -- never a proof
    SELECT rid, siren || '|' || genre || '|souche|' || cle_id FROM cles
    WHERE quarantaine IS NULL AND cle_id IS NOT NULL
    UNION ALL
    SELECT rid, siren || '|' || genre || '|souche|' || left(cle_id, -2) FROM cles
    WHERE quarantaine IS NULL AND cle_id IS NOT NULL
      AND CASE format
          WHEN '2019' THEN length(cle_id) >= 7 AND regexp_matches(cle_id, '[0-2][0-9]$')
          WHEN 'plat' THEN (siren, left(cle_id, -2)) IN (SELECT (siren, cle_id) FROM cles WHERE format = 'plat')
          ELSE false END
    UNION ALL
    SELECT rid, siren || '|' || genre || '|sans_id|' || trunc(montant) || '|' || jour FROM cles
    WHERE quarantaine IS NULL AND cle_id IS NULL AND montant IS NOT NULL AND jour IS NOT NULL
)
SELECT rid, famille FROM portees
QUALIFY count(*) OVER (PARTITION BY famille) > 1;

-- What the criteria compare, for candidates only.
CREATE OR REPLACE TABLE candidats AS
SELECT c.rid, c.genre, c.format, c.cle_id,
    -- one source in two drops the cents: amounts agree to the euro
    trunc(c.montant) AS montant, c.jour, c.publie, c.empreinte, e.objet,
    coalesce(nullif(cle_texte(e.objet), ''),
        -- a flat extract without objets: what describes the contract stands in for it
        CASE WHEN c.format = 'plat' AND e.code_cpv IS NOT NULL
             THEN concat_ws('|', '#', e.code_cpv, e.procedure, e.offres_recues) END) AS objet_cle,
    nullif(squelette(e.objet), '') AS objet_squelette,
    lot_de(e.objet) AS lot,
    -- a text cut by the producer: 2019 allows 256 characters
    length(e.objet) BETWEEN 250 AND 256 OR e.objet LIKE '%...' OR e.objet LIKE '%…' AS coupe,
    m.modifications IS NOT NULL AS modifie
FROM (SELECT DISTINCT rid FROM familles) f
JOIN cles c USING (rid)
JOIN elements e USING (rid)
LEFT JOIN (SELECT rid, 1 AS modifications FROM elements WHERE len(modifications) > 0) m USING (rid);

CREATE OR REPLACE TABLE fournisseurs AS
SELECT DISTINCT rid, coalesce(siren, nullif(cle_texte(id_publie), '')) AS fournisseur
FROM operateurs_lus JOIN identifiants_lus USING (id_publie)
SEMI JOIN candidats USING (rid)
WHERE modification = 0 AND coalesce(siren, nullif(cle_texte(id_publie), '')) IS NOT NULL;

CREATE OR REPLACE TABLE liens (a BIGINT, b BIGINT, raison VARCHAR);

-- An objet is compared by its letters and digits, then with the characters that break left out; the lot goes with it.
CREATE OR REPLACE TABLE objets AS
SELECT famille, rid, cle FROM (
    SELECT rid, '1' || objet_cle AS cle FROM candidats WHERE objet_cle IS NOT NULL
    UNION ALL
    SELECT rid, '2' || objet_squelette FROM candidats WHERE objet_squelette IS NOT NULL
) JOIN familles USING (rid);

-- the same content published again, under the same identifier: also when it has neither objet nor titulaire
INSERT INTO liens
SELECT min(rid) OVER (PARTITION BY famille, empreinte), rid, 'instantane'
FROM candidats JOIN familles USING (rid)
WHERE famille NOT LIKE '%|souche|%' AND famille NOT LIKE '%|sans_id|%';

-- objet and titulaire agree
INSERT INTO liens
SELECT min(rid) OVER (PARTITION BY famille, cle, fournisseur), rid, 'objet_titulaire'
FROM objets JOIN fournisseurs USING (rid)
WHERE famille NOT LIKE '%|souche|%' AND famille NOT LIKE '%|sans_id|%';

-- objet, amount and date (within 31 days) agree, whoever is named: co-contractors published one by one
INSERT INTO liens
SELECT avant, rid, 'objet_montant_date' FROM (
    SELECT rid, jour, lag(rid) OVER (PARTITION BY famille, cle, montant ORDER BY jour, rid) AS avant,
        lag(jour) OVER (PARTITION BY famille, cle, montant ORDER BY jour, rid) AS jour_avant
    FROM objets JOIN candidats USING (rid)
    WHERE famille NOT LIKE '%|souche|%' AND famille NOT LIKE '%|sans_id|%'
      AND montant IS NOT NULL AND jour IS NOT NULL
) WHERE jour - jour_avant <= 31;

-- one line a version: in a flat file objet and amount are enough, its dates being those of modifications
INSERT INTO liens
SELECT min(rid) OVER (PARTITION BY famille, cle, montant), rid, 'ligne_aplatie'
FROM objets JOIN candidats USING (rid)
WHERE format = 'plat' AND montant IS NOT NULL AND famille NOT LIKE '%|souche|%' AND famille NOT LIKE '%|sans_id|%';

-- 2019 stems: objet, titulaire and date agree, and the amount unless the later one declares a modification
INSERT INTO liens
SELECT avant, rid, 'souche' FROM (
    SELECT rid, montant, modifie, jour,
        lag(rid) OVER (PARTITION BY famille, cle, fournisseur, jour ORDER BY cle_id, montant, modifie, rid) AS avant,
        lag(montant) OVER (PARTITION BY famille, cle, fournisseur, jour ORDER BY cle_id, montant, modifie, rid)
            AS montant_avant
    FROM objets JOIN fournisseurs USING (rid) JOIN candidats USING (rid)
    WHERE famille LIKE '%|souche|%'
) WHERE montant = montant_avant OR modifie AND jour IS NOT NULL;

-- no usable id: everything agrees, or it is not the same contract
INSERT INTO liens
SELECT min(rid) OVER (PARTITION BY famille, objet_cle, titulaires), rid, 'identique_sans_id'
FROM candidats
JOIN familles USING (rid)
JOIN (SELECT rid, string_agg(fournisseur, ',' ORDER BY fournisseur) AS titulaires FROM fournisseurs GROUP BY rid) USING (rid)
WHERE famille LIKE '%|sans_id|%' AND objet_cle IS NOT NULL;

DELETE FROM liens WHERE a IS NULL OR a = b;
