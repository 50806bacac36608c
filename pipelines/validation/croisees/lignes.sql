-- The rows at fault, in file order, with what identifies them. `rang` counts from 1, titles left out.
SELECT t.rang, {proche}, {cellules}
FROM {table} t JOIN ({regle}) r ON r.rang = t.rang
ORDER BY t.rang
