"""``python -m practice_xl``: the same as ``practice-xl``."""

from practice_xl.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
