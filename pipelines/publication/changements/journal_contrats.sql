-- Changes of the table of contracts, as the journal counts them. A contract whose identifier changed is told as such only.
CREATE OR REPLACE TEMP VIEW passes AS
SELECT d.numero::BIGINT AS numero, d.nature, d.motif, d.contrat_id, c.objet, c.date_notification AS jour
FROM dits AS d
JOIN (SELECT *, 'ajoute' AS nature FROM {apres} UNION ALL SELECT *, 'retire' FROM {avant}) AS c USING (contrat_id, nature)
WHERE d."table" = 'contrats' AND d.motif <> 'identifiant_change';

CREATE OR REPLACE TEMP VIEW cellules AS
SELECT numero::BIGINT AS numero, contrat_id, colonne, ancienne_valeur, nouvelle_valeur, motif, explication
FROM dits WHERE "table" = 'contrats' AND nature = 'corrige' AND colonne <> 'nb_publications';

CREATE OR REPLACE TEMP VIEW corriges AS
SELECT contrat_id, count(*) FILTER (colonne <> 'nb_publications') AS cases
FROM dits WHERE "table" = 'contrats' AND nature = 'corrige' GROUP BY contrat_id;

CREATE OR REPLACE TEMP VIEW raisons_passes AS
SELECT nature, motif, count(*) AS n FROM passes GROUP BY nature, motif ORDER BY n DESC, motif;

-- The first corrected cell of each contract: what examples show.
CREATE OR REPLACE TEMP VIEW premieres AS
SELECT contrat_id, colonne, ancienne_valeur, nouvelle_valeur, explication
FROM cellules QUALIFY row_number() OVER (PARTITION BY contrat_id ORDER BY numero) = 1
ORDER BY numero;

-- Contracts of both versions whose suppliers are not the same.
CREATE OR REPLACE TEMP VIEW titulaires_changes AS
SELECT contrat_id, min(numero::BIGINT) AS numero
FROM dits WHERE "table" = 'titulaires' AND nature IN ('ajoute', 'corrige', 'retire') AND contrat_id NOT IN (
    SELECT contrat_id FROM dits WHERE "table" = 'contrats' AND nature IN ('ajoute', 'retire'))
GROUP BY contrat_id ORDER BY numero;
