"""The incremental raw store and tables, against one sha256 pass and the full ingest."""
