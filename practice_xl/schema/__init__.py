"""The one declaration of the workbook: sheets, tables, columns, units, limits, names, share rules.

Everything else derives from it: building, reading, checking, sharing, the sheet Words and the
README's table. It is data only. A module for each subject:

* :mod:`~practice_xl.schema.parts`: what a column, a table and a block are, and the kinds of columns
* :mod:`~practice_xl.schema.inputs`: the tables the owner types in
* :mod:`~practice_xl.schema.settings`: the values of the Plan
* :mod:`~practice_xl.schema.measures`: rates, goals, pairs and the scorecard's grid
* :mod:`~practice_xl.schema.levers`: the levers and the kinds of decisions, with their numbers
* :mod:`~practice_xl.schema.blocks`: what the program writes
* :mod:`~practice_xl.schema.sheets`: where everything stands
"""

SCHEMA_VERSION = 3  # raised when a tracker made before no longer has what Recalculate writes into

from practice_xl.schema import sheets as sheets  # noqa: E402 - gives every part its place
