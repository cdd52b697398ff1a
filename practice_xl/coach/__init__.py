"""Share with coach, and back.

A copy is a new workbook: what may not leave is taken out of the inputs, everything is worked out
again, and the tracker's own pages lay it out. A module for each subject:

* :mod:`~practice_xl.coach.inputs`: what the copy is made from, by the schema's share rules
* :mod:`~practice_xl.coach.rows`, :mod:`~practice_xl.coach.numbers`,
  :mod:`~practice_xl.coach.conversation`: what its sheets say
* :mod:`~practice_xl.coach.tabs`, :mod:`~practice_xl.coach.page`,
  :mod:`~practice_xl.coach.written`, :mod:`~practice_xl.coach.lever_table`,
  :mod:`~practice_xl.coach.coach_table`, :mod:`~practice_xl.coach.build`: the workbook
* :mod:`~practice_xl.coach.patterns`, :mod:`~practice_xl.coach.audit`: what stops it
* :mod:`~practice_xl.coach.inside`, :mod:`~practice_xl.coach.copy`: what is inside, and writing it
* :mod:`~practice_xl.coach.password`, :mod:`~practice_xl.coach.printing`: locked, and as PDF
* :mod:`~practice_xl.coach.notes`, :mod:`~practice_xl.coach.coach_file`,
  :mod:`~practice_xl.coach.merge`: the coach's notes, and back
* :mod:`~practice_xl.coach.roster`, :mod:`~practice_xl.coach.roster_sheet`: many practices
* :mod:`~practice_xl.coach.cells`: reading a copy without a program
"""
