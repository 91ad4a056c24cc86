from __future__ import annotations

from emit.small_platform import PLATFORM, WITHOUT_OPERATOR, written
from tocsin.emit.scrape_configs import emit


def test_without_jobs_there_is_no_file() -> None:
    assert written(emit(WITHOUT_OPERATOR)) == {}
    assert written(emit(PLATFORM)) == {}
