"""From the tables of contracts to indicators, with coverage and bounds. Publishing belongs to `publication`."""
