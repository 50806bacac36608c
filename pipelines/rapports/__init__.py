"""Reports for people: the legal one of L.2111-3, the annual one, the dashboards. No contract is counted here.

A report is built once, as plain data (`modele`), from results, definitions and accounts of deliveries (`matiere`), then
written twice, as ODT (`odt`) and as HTML (`html`). What a figure means is decided in `indicateurs`.
"""
