-- Elements of a contract that leaves, which would not be decided again: there must be none.
SELECT count(*) FROM places SEMI JOIN sortants USING (contrat_id)
WHERE (fichier, rang) NOT IN (SELECT (fichier, rang) FROM partis)
  AND fichier NOT IN (SELECT fichier FROM fichiers WHERE etat = 'sort')
