"""Share with coach, and back.

A copy is a new workbook, made from values by allow-list: nothing is ever deleted from a copy of the
tracker. A module for each subject:

* :mod:`~practice_xl.sharing.withheld`: small cells, and what else would give them away
* :mod:`~practice_xl.sharing.report`, :mod:`~practice_xl.sharing.card`,
  :mod:`~practice_xl.sharing.rows`: the report as the coach may read it
* :mod:`~practice_xl.sharing.numbers`, :mod:`~practice_xl.sharing.conversation`: what it adds
* :mod:`~practice_xl.sharing.page`, :mod:`~practice_xl.sharing.build`: the workbook
* :mod:`~practice_xl.sharing.patterns`, :mod:`~practice_xl.sharing.audit`: what stops it
* :mod:`~practice_xl.sharing.copy`: what is inside, and writing it
* :mod:`~practice_xl.sharing.notes`: the coach's notes
"""

from practice_xl.sharing.copy import copy_name, describe_copy, names_to_check, write_copy
from practice_xl.sharing.notes import Note, read_notes

__all__ = [
    "Note",
    "copy_name",
    "describe_copy",
    "names_to_check",
    "read_notes",
    "write_copy",
]
