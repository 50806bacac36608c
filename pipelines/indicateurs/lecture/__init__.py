"""Results as people read them: one line an indicator, and what is behind one of them. Nothing is computed anew here."""
