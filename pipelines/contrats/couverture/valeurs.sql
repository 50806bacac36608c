-- What each source says of the contracts that several sources publish, and where two of them do not say the same.
-- Rules: docs/couverture.md, which are those of docs/regles-contrats.md.

CREATE OR REPLACE MACRO objet_coupe(t) AS length(t) BETWEEN 250 AND 256 OR t LIKE '%...' OR t LIKE '%…';
CREATE OR REPLACE MACRO debut_commun(a, b) AS
    least(length(a), length(b)) >= 40 AND (starts_with(a, b) OR starts_with(b, a));

-- Two texts agree as the rules compare them, or when one is the other cut short.
CREATE OR REPLACE MACRO objets_concordent(a, b) AS CASE
    WHEN a IS NULL OR b IS NULL THEN NULL
    WHEN a = b THEN true
    WHEN cle_texte(a) = cle_texte(b) OR squelette(a) = squelette(b) THEN true
    WHEN objet_coupe(a) OR objet_coupe(b) THEN debut_commun(cle_texte(a), cle_texte(b))
    ELSE false END;

-- Of each source, the record that the contract would rest on if that source were alone (order of retenus.sql). The record
-- that the contract does rest on comes first; what the empreinte leaves out is ordered by what is read here.
CREATE OR REPLACE TABLE croises AS
SELECT presences.* FROM presences JOIN partages USING (c) WHERE nb > 1;

CREATE OR REPLACE TABLE preferes AS
SELECT c, o, rid FROM publications SEMI JOIN (FROM croises WHERE enregistrements = 1) USING (c, o)
UNION ALL
SELECT c, o, rid
FROM (SELECT * FROM publications SEMI JOIN (FROM croises WHERE enregistrements > 1) USING (c, o)) JOIN elements USING (rid)
QUALIFY row_number() OVER (PARTITION BY c, o ORDER BY fait_foi DESC,
    CASE format WHEN '2022' THEN 1 WHEN '2019' THEN 2 ELSE 3 END,
    CASE WHEN format = '2019' AND id_utilisable(id_normal(id)) THEN id_normal(id) END NULLS LAST,
    CASE WHEN format = 'plat' THEN date_plausible(date_notification) END NULLS LAST,
    date_plausible(date_publication) DESC NULLS LAST, empreinte, forme_prix NULLS LAST, rid) = 1;

CREATE OR REPLACE TABLE bruts AS
SELECT c, o, e.rid, e.genre, nature, procedure, forme_prix, code_cpv, duree_mois_publiee, coalesce(montant, decimal_de(montant_publie)) AS montant,
    date_plausible(date_notification) AS date_notification, hash(nullif(trim(objet), '')) AS objet, nullif(trim(objet), '') IS NOT NULL AS objet_dit
FROM elements e JOIN preferes USING (rid);

-- Each published spelling once, with what it is read as and the number of that: records are then compared by numbers.
CREATE OR REPLACE TABLE lexique AS
WITH publies AS (
    SELECT DISTINCT 'nature ' || genre AS champ, nature AS brut FROM bruts
    UNION ALL SELECT DISTINCT 'procedure', procedure FROM bruts
    UNION ALL SELECT DISTINCT 'forme_prix', forme_prix FROM bruts
    UNION ALL SELECT DISTINCT 'code_cpv', code_cpv FROM bruts
    UNION ALL SELECT DISTINCT 'duree_mois', duree_mois_publiee FROM bruts
),
officiels AS (SELECT DISTINCT champ, libelle, cle_texte(coalesce(variante, libelle)) AS cle
              FROM read_csv({nomenclatures}, all_varchar = true, header = true)),
lus AS (
    SELECT p.champ, brut, CASE p.champ
        WHEN 'code_cpv' THEN CASE WHEN regexp_matches(trim(brut), '^[0-9]{8}(-[0-9])?$') THEN left(trim(brut), 8) END
        WHEN 'duree_mois' THEN entier_de(brut, 0)::VARCHAR
        WHEN 'nature marche' THEN CASE WHEN libelle IN ('Accord-cadre', 'Marché subséquent') THEN 'Marché' ELSE libelle END
        ELSE libelle END AS valeur
    FROM publies p LEFT JOIN officiels f ON f.champ = split_part(p.champ, ' ', 1) AND f.cle = cle_texte(brut)
)
SELECT champ, brut, valeur, dense_rank() OVER (PARTITION BY split_part(champ, ' ', 1) ORDER BY valeur)::INTEGER AS numero
FROM lus WHERE valeur IS NOT NULL;

-- Who is named first: by all the records of the source, and of a flat file its first version (titulaires.sql).
CREATE OR REPLACE TABLE nommes AS
WITH depliees AS (
    SELECT rid, plat, jour, trim(coalesce(t.titulaire.id, t.id)) AS id_publie
    FROM (SELECT rid, format = 'plat' AS plat, date_plausible(date_notification) AS jour, unnest(titulaires) AS t
          FROM elements WHERE len(titulaires) > 0)
    UNION ALL
    SELECT rid, false, NULL, trim(coalesce(t.concessionnaire.id, t.id))
    FROM (SELECT rid, unnest(concessionnaires) AS t FROM elements WHERE len(concessionnaires) > 0)
)
SELECT c, o, id_publie
FROM depliees JOIN publications USING (rid) JOIN croises USING (c, o)
WHERE id_publie <> '' AND (NOT plat OR plat_seul AND jour IS NOT DISTINCT FROM premiere_version);

-- Each identifier once: what it is compared by (a SIREN, else its letters and digits), and what may be shown of it.
CREATE OR REPLACE TABLE identites AS
WITH lus AS (
    SELECT id_publie, CASE WHEN regexp_full_match(id_publie, '[0-9]{14}') THEN id_publie ELSE siret_de(id_publie) END AS siret
    FROM (SELECT DISTINCT id_publie FROM nommes)
),
reconnus AS (SELECT *, coalesce(nullif(left(siret, 9), '000000000'), siren_de(id_publie)) AS siren FROM lus),
compares AS (
    SELECT id_publie, coalesce(siren, nullif(cle_texte(id_publie), '')) AS cle,
        coalesce(identifiant_montrable(id_publie, siret, siren), 'masqué') AS montre
    FROM reconnus
)
SELECT *, dense_rank() OVER (ORDER BY cle)::INTEGER AS numero FROM compares WHERE cle IS NOT NULL;

CREATE OR REPLACE TABLE equipes AS
SELECT c, o, list_sort(list(DISTINCT numero)) AS titulaires FROM nommes JOIN identites USING (id_publie) GROUP BY c, o;

-- What the preferred record of each source says, in numbers; an objet by its own, since most are the same to the letter.
CREATE OR REPLACE TABLE valeurs AS
SELECT c, o, rid, montant, date_notification, n.numero AS nature, pr.numero AS procedure, v.numero AS code_cpv, d.numero AS duree_mois,
    fp.numero AS forme_prix, titulaires, objet, objet_dit
FROM bruts e
LEFT JOIN lexique n ON n.champ = 'nature ' || e.genre AND n.brut = e.nature
LEFT JOIN lexique pr ON pr.champ = 'procedure' AND pr.brut = e.procedure
LEFT JOIN lexique v ON v.champ = 'code_cpv' AND v.brut = e.code_cpv
LEFT JOIN lexique d ON d.champ = 'duree_mois' AND d.brut = e.duree_mois_publiee
LEFT JOIN lexique fp ON fp.champ = 'forme_prix' AND fp.brut = e.forme_prix
LEFT JOIN equipes USING (c, o);
DROP TABLE bruts;

CREATE OR REPLACE TABLE couples AS
SELECT c, a.o AS a, b.o AS b, a.rid AS rid_a, b.rid AS rid_b, trunc(a.montant) = trunc(b.montant) AS montant,
    a.date_notification = b.date_notification AS date_notification, a.nature = b.nature AS nature, a.procedure = b.procedure AS procedure,
    a.code_cpv = b.code_cpv AS code_cpv, a.duree_mois = b.duree_mois AS duree_mois, a.forme_prix = b.forme_prix AS forme_prix,
    a.titulaires = b.titulaires AS titulaires, CASE WHEN a.objet_dit AND b.objet_dit THEN a.objet = b.objet END AS objet
FROM valeurs a JOIN valeurs b USING (c) WHERE a.o < b.o;

-- Each contract and pair of its sources: true they agree, false they do not, NULL one of them says nothing. Only the objets that
-- differ are read.
CREATE OR REPLACE TABLE paires AS
WITH a_lire AS (SELECT rid_a, rid_b FROM couples WHERE NOT objet),
textes AS (SELECT rid, nullif(trim(objet), '') AS texte FROM elements SEMI JOIN (SELECT rid_a AS rid FROM a_lire UNION SELECT rid_b FROM a_lire) USING (rid)),
relus AS (
    SELECT DISTINCT rid_a, rid_b, objets_concordent(x.texte, y.texte) AS accord
    FROM a_lire JOIN textes x ON x.rid = rid_a JOIN textes y ON y.rid = rid_b
)
SELECT couples.* EXCLUDE (rid_a, rid_b) REPLACE (coalesce(accord, objet) AS objet) FROM couples LEFT JOIN relus USING (rid_a, rid_b);
