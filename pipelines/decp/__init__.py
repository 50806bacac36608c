"""From published DECP files (2019, 2022, JSON, XML, flat CSV) to one staging Parquet per file. What a contract is belongs to contrats."""
