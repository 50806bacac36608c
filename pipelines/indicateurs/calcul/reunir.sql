-- The definitions one after the other, each in the order of its key already: files are read in the order of their names.
COPY (FROM read_parquet({parts})) TO {sortie} (FORMAT parquet, COMPRESSION zstd);
