"""The programs whose reports can be imported: one module a kind, which declares them.

To add one, put its declaration into ``SOURCES`` of a module here and a row into the table of
tests/importers; the guide is made from the declarations (``python scripts/write_importing.py``).
"""
