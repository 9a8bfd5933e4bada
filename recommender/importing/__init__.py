"""Bring your own catalogue: any JSON, JSON Lines or CSV file becomes a folder that `recommender.load` reads.

files → Table          what the file says, row by row, flat            (files, delimited, documents, flatten)
columns → Schema       what each column is, and the words for it        (facts, kinds, roles, families, wording)
rows → records         cleaned values, or a problem with its remedy     (records)
both → catalogue.toml + items.jsonl                                     (toml_text, importer)
"""
