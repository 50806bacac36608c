-- The rows that a later delivery no longer has, and that nothing in force has brought back.
SELECT d.livraison, d.precedente, d.enregistrement, d.ligne, d.cle
FROM disparues d ANTI JOIN (FROM vigueur WHERE remplacee IS NULL) USING (cle)
ORDER BY ALL
