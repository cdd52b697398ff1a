"""The one declaration of the workbook: sheets, tables, columns, units, limits, names, share rules.

Everything else derives from it: building, reading, checking, sharing, the sheet Words and the
README's table. It is data only: ``parts`` says what a column, a table and a block are; ``inputs``
has the tables the owner types in, ``settings`` the values of the Plan, ``measures`` the rates,
goals, pairs and the scorecard's grid, ``levers`` the levers and kinds of decisions with their
numbers, ``blocks`` what the program writes, and ``sheets`` where everything stands.
"""

SCHEMA_VERSION = 3  # raised when a tracker made before no longer has what Recalculate writes into

from practice_xl.schema import sheets as sheets  # noqa: E402 - gives every part its place
