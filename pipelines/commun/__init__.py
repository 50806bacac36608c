"""What every room uses: error sentences, DuckDB connections, files. No domain knowledge belongs here."""
