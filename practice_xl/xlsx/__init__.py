"""A closed .xlsx or .xlsm, read and written with no spreadsheet program.

It reads with its own small parser and writes by patching the package: only the cells that change
change, every other part of the file keeps its bytes, and the file is replaced whole or not at all.
A patched file is not a redacted one: text that was overwritten may still lie in its shared strings.
"""
