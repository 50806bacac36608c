-- Second pass, between groups already made: objets that differ or are missing (then titulaire, amount and date must all
-- agree), of which one was cut short, or suppliers known on one side only. The two groups must never have been published on the same day (two
-- records of one day are two lots), their lots must not contradict, and the choice must be unique on both sides.
WITH membres AS (
    SELECT famille, groupe, rid, montant, jour, publie, objet_cle, lot, coupe
    FROM groupes JOIN candidats USING (rid) JOIN familles USING (rid)
    WHERE famille NOT LIKE '%|souche|%' AND famille NOT LIKE '%|sans_id|%'
),
taille AS (SELECT famille FROM membres GROUP BY famille HAVING count(DISTINCT groupe) BETWEEN 2 AND 20),
fiches AS (
    SELECT famille, groupe, fournisseur, montant, min(jour) AS debut, max(jour) AS fin
    FROM membres SEMI JOIN taille USING (famille) JOIN fournisseurs USING (rid)
    WHERE montant IS NOT NULL AND jour IS NOT NULL
    GROUP BY ALL
    UNION ALL
    -- a flat file gives a later version with the amount and the date of its modification
    SELECT famille, groupe, fournisseur, trunc(decimal_de(m.montant)), date_de(m.jour), date_de(m.jour)
    FROM membres SEMI JOIN taille USING (famille) JOIN fournisseurs USING (rid) JOIN (
        SELECT rid, coalesce(x.modification.montant, x.modification.valeurGlobale, x.montant, x.valeurGlobale) AS montant,
            coalesce(x.modification.dateNotificationModification, x.modification.dateSignatureModification,
                     x.dateNotificationModification, x.dateSignatureModification) AS jour
        FROM (SELECT rid, unnest(modifications) AS x FROM elements SEMI JOIN groupes USING (rid) WHERE len(modifications) > 0)
    ) m USING (rid)
    WHERE decimal_de(m.montant) IS NOT NULL AND date_de(m.jour) IS NOT NULL
),
paires AS (
    SELECT DISTINCT famille, a.groupe AS a, b.groupe AS b
    FROM fiches a JOIN fiches b USING (famille, fournisseur, montant)
    WHERE a.groupe < b.groupe AND b.debut - a.fin <= 31 AND a.debut - b.fin <= 31
    UNION
    SELECT DISTINCT famille, a.groupe, b.groupe
    FROM membres a JOIN membres b USING (famille) SEMI JOIN taille USING (famille)
    WHERE a.groupe < b.groupe AND (a.coupe OR b.coupe) AND (a.montant = b.montant OR a.jour = b.jour)
      AND least(length(a.objet_cle), length(b.objet_cle)) >= 40
      AND (starts_with(a.objet_cle, b.objet_cle) OR starts_with(b.objet_cle, a.objet_cle))
    UNION
    -- no supplier is known on one side: the same objet, and the amount or the date
    SELECT DISTINCT famille, least(a.groupe, b.groupe), greatest(a.groupe, b.groupe)
    FROM membres a JOIN membres b USING (famille, objet_cle) SEMI JOIN taille USING (famille)
    WHERE a.groupe <> b.groupe AND a.rid NOT IN (SELECT rid FROM fournisseurs)
      AND (a.montant = b.montant OR abs(a.jour - b.jour) <= 31)
),
permises AS (
    SELECT p.* FROM paires p
    WHERE NOT EXISTS (
        SELECT 1 FROM membres x JOIN membres y USING (famille)
        WHERE x.famille = p.famille AND x.groupe = p.a AND y.groupe = p.b
          AND (x.publie = y.publie OR x.lot <> y.lot))
),
comptees AS (
    SELECT *, count(*) OVER (PARTITION BY famille, a) AS de_a, count(*) OVER (PARTITION BY famille, b) AS de_b FROM permises
)
SELECT a, b, 'faible' FROM comptees c
WHERE de_a = 1 AND de_b = 1
  AND NOT EXISTS (SELECT 1 FROM permises p WHERE p.famille = c.famille AND (p.b = c.a OR p.a = c.b))
ORDER BY ALL
