"""The programs whose reports can be imported: one module each, which declares them.

To add one, write a module with ``SOURCES`` and a row in the table of tests/importers; the guide
is made from the declarations (``python scripts/write_importing.py``).
"""
