"""Share with coach, and back.

A copy is a new workbook, made from values by allow-list: nothing is ever deleted from a copy of the
tracker. A module for each subject:

* :mod:`~practice_xl.sharing.withheld`: what may not leave; of it
  :mod:`~practice_xl.sharing.counts`, :mod:`~practice_xl.sharing.small_weeks` and
  :mod:`~practice_xl.sharing.breakdowns`
* :mod:`~practice_xl.sharing.longer`, :mod:`~practice_xl.sharing.card`,
  :mod:`~practice_xl.sharing.reasons`: the scorecard from figures of four weeks or longer
* :mod:`~practice_xl.sharing.report`, :mod:`~practice_xl.sharing.lever_report`,
  :mod:`~practice_xl.sharing.rows`: the report as the coach may read it
* :mod:`~practice_xl.sharing.numbers`, :mod:`~practice_xl.sharing.conversation`: what it adds
* :mod:`~practice_xl.sharing.tabs`, :mod:`~practice_xl.sharing.page`,
  :mod:`~practice_xl.sharing.written`, :mod:`~practice_xl.sharing.lever_table`,
  :mod:`~practice_xl.sharing.coach_table`, :mod:`~practice_xl.sharing.build`: the workbook
* :mod:`~practice_xl.sharing.patterns`, :mod:`~practice_xl.sharing.audit`: what stops it
* :mod:`~practice_xl.sharing.inside`, :mod:`~practice_xl.sharing.copy`: what is inside, and
  writing it
* :mod:`~practice_xl.sharing.password`, :mod:`~practice_xl.sharing.printing`: locked, and as PDF
* :mod:`~practice_xl.sharing.notes`, :mod:`~practice_xl.sharing.coach_file`,
  :mod:`~practice_xl.sharing.own_copy`, :mod:`~practice_xl.sharing.merge`: the coach's notes, and
  back
* :mod:`~practice_xl.sharing.roster`, :mod:`~practice_xl.sharing.roster_sheet`: many practices
* :mod:`~practice_xl.sharing.cells`: reading a copy without a program
"""

from practice_xl.sharing.copy import write_copy
from practice_xl.sharing.inside import copy_name, describe_copy, names_to_check
from practice_xl.sharing.merge import Merged, merge
from practice_xl.sharing.notes import Note, read_notes
from practice_xl.sharing.password import ask_password, ask_password_of, is_locked
from practice_xl.sharing.printing import write_pdf
from practice_xl.sharing.roster import Roster, dask_executor, roster, show_progress

__all__ = [
    "Merged",
    "Note",
    "Roster",
    "ask_password",
    "ask_password_of",
    "copy_name",
    "dask_executor",
    "describe_copy",
    "is_locked",
    "merge",
    "names_to_check",
    "read_notes",
    "roster",
    "show_progress",
    "write_copy",
    "write_pdf",
]
