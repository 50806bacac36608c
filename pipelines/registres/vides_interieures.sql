-- Blank rows that a row with something follows: the blank tail of a sheet is of no interest.
SELECT ligne FROM a_part
WHERE vide AND rang < (SELECT coalesce(max(rang), 0) FROM {brut} WHERE rang NOT IN (SELECT rang FROM a_part WHERE vide))
ORDER BY rang
