-- A delivery enters: what it replaces is marked, what is gone is listed, its good rows are in force.
INSERT INTO disparues
SELECT {rang}, v.livraison, v.enregistrement, v.ligne, v.cle FROM visees v
WHERE de_la_tranche AND cle NOT IN (SELECT cle FROM recues WHERE cle IS NOT NULL);

UPDATE vigueur SET remplacee = {rang}
WHERE remplacee IS NULL AND (livraison, enregistrement) IN (SELECT (livraison, enregistrement) FROM visees);

INSERT INTO vigueur
SELECT livraison, enregistrement, ligne, cle, annee_tranche, {acheteur}, NULL FROM recues WHERE regles IS NULL;

INSERT INTO attente
SELECT livraison, enregistrement, ligne, regles FROM recues WHERE regles IS NOT NULL;
