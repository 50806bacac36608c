"""What people send, read as they wrote it: CSV, XLSX and ODS become one canonical CSV, with every place kept."""
