"""Import: the practice's own software fills in the weeks.

Files are recognised by their headers, read column by column with everything about a person left
out (clients only as a salted hash, to count them), and put together into figures. Nothing is
written here: :func:`~practice_xl.importers.preview.plan_changes` says what would be.
"""

from practice_xl.importers.exports import Imported as Imported
from practice_xl.importers.exports import read_sources as read_sources
