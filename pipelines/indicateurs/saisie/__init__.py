"""The sheet of values to type by hand: what is due for a year, and the workbook that asks for it.

What is typed comes back as the register `saisies`: reading it belongs to `registres`, taking it to `livraisons`.
"""
