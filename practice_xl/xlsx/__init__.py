"""A closed .xlsx or .xlsm, read and written with no spreadsheet program.

It is read with a small parser and written by patching the package: every other part of the file
keeps its bytes. Text that was overwritten may still lie in its shared strings.
"""
