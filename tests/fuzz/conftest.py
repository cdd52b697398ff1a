from __future__ import annotations

import pytest

from .cases import Base, make_bases


@pytest.fixture(scope="session")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Base]:
    """The undamaged workbooks, by name."""
    return make_bases(tmp_path_factory.mktemp("bases"))
