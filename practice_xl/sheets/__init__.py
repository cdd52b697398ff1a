"""The only code that knows cells: reading what was typed, writing what was worked out.

Written against xlwings' public API, so that it runs on Excel, on a closed file and on LibreOffice.
"""
