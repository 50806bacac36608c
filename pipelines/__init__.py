"""Everything that computes: plain Python and DuckDB SQL. Nothing here imports Dagster."""
