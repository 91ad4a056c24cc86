"""The section `recordings`: series that rules record for dashboards, rules and people elsewhere."""

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from tocsin.section import Distinct, LabelName, Period, Section, mistake
from tocsin.section.matching import Where
from tocsin.section.naming import Word
from tocsin.section.verbatim import Verbatim

_PATTERN: Final = r"[a-zA-Z_][a-zA-Z0-9_]*:[a-zA-Z0-9_:]*[a-zA-Z0-9_]"


def is_record(text: str) -> bool:
    """Tell whether `text` may be the name of a recorded series."""
    return re.fullmatch(_PATTERN, text) is not None


def _record(text: str) -> str:
    if not is_record(text):
        remedy = "write `level:metric:operation`, as in `team:requests:rate5m`: what has no colon is taken for what somebody scrapes"
        raise mistake("spec/bad-record", f"`{text}` is no name of a recorded series", remedy)
    return text


RecordName = Annotated[str, AfterValidator(_record), WithJsonSchema({"type": "string", "pattern": f"^{_PATTERN}$"})]
"""The name of a recorded series: https://prometheus.io/docs/practices/rules/#naming."""


class NamedRecording(Section):
    """A metric, recorded under a name of its own. `metrics:` may have the series again, for thresholds and panels that read it."""

    metric: Word
    """What is recorded; of a histogram name a metric that is a `quantile:`, a `mean:` or a `share_below:` of it."""
    model: Word | None = None
    """Only the series of this model or component; default: all of the platform's namespace."""
    by: Distinct[LabelName] | LabelName = ()
    """One series for each value of these dimensions."""
    where: Where = Field(default_factory=dict)
    """Only these series."""
    over: Period | None = None
    """Window that counters and histograms are rated over, and gauges averaged over."""
    aggregate: Literal["avg", "max", "min", "sum"] | None = None
    """How several series become one; default: the sum of counters, the mean of gauges, the latest of times."""
    labels: dict[LabelName, Verbatim] = Field(default_factory=dict)
    """More labels of the series, besides `platform`, `environment`, `namespace` and those of its `model`."""
    every: Period | None = None
    """How often; default: as often as Prometheus evaluates rules."""
