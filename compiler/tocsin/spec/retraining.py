"""The section `retraining` of a model: what asks for a new training, who is called then, and when it is trained anyway."""

from typing import Annotated, Final, Self

from pydantic import AfterValidator, Discriminator, Tag, model_validator

from tocsin.duration import MILLISECONDS, parse_duration
from tocsin.section import Amount, Distinct, Period, Section, mistake
from tocsin.section.naming import Word
from tocsin.spec.schedules import Schedule
from tocsin.threshold.limit import NOT_NEGATIVE, POSITIVE

ACTION: Final = "retrain"
"""The value of the label `action` of an alert that asks for a training."""

# How long Alertmanager remembers whom it told, unless `--data.retention` says more. https://github.com/prometheus/alertmanager
_REMEMBERED_DAYS: Final = 5


def _again(text: str) -> str:
    if (parse_duration(text) or 0) > _REMEMBERED_DAYS * MILLISECONDS["d"]:
        message = f"Alertmanager forgets after {_REMEMBERED_DAYS} days whom it told, and would call again"
        raise mistake("retraining/forgotten", message, f"write at most `{_REMEMBERED_DAYS}d`")
    return text


def _performance_form(given: object) -> str:
    return "#steps" if isinstance(given, dict) else "#names"


class NewSamples(Section):
    """Enough to learn from."""

    metric: Word
    """A gauge of how much waits to be learned from."""
    above: Annotated[Amount, NOT_NEGATIVE]
    """Enough is more than this."""


class When(Section):
    """What asks for a new training: each of these."""

    performance: Annotated[
        Annotated[Distinct[Word], Tag("#names")] | Annotated[dict[Word, Word], Tag("#steps")], Discriminator(_performance_form)
    ] = ()
    """Thresholds of this model whose alerts ask for it, on quality or drift: their names, or for each the least severity that does."""
    older_than: Annotated[Amount, POSITIVE] | None = None
    """How long ago the last training may be: `30d`; `trained:` says which metric tells."""
    new_samples: NewSamples | None = None
    """How much there must be to learn from."""
    severity: Word | None = None
    """Severity of the alerts of `older_than` and `new_samples`; default: the least."""

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if not self.performance and self.older_than is None and self.new_samples is None:
            remedy = "write one of `performance:`, `older_than:`, `new_samples:`"
            raise mistake("retraining/no-reason", "nothing asks for a training", remedy)
        return self


class Retraining(Section):
    """When a model is trained again, and by whom."""

    to: Word | None = None
    """The receiver that is called when something asks for it: a webhook of Argo Events, Tekton Triggers, Kubeflow Pipelines."""
    again: Annotated[Period, AfterValidator(_again)] = "1d"
    """How long it is not called again, whatever asks. While a reason lasts it is called again between once and twice as long after."""
    when: When | None = None
    """What asks for it."""
    trained: Word | None = None
    """A metric that is the time at which the model was last trained."""
    schedule: Schedule | None = None
    """When it is trained without anything asking."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.when is None and self.schedule is None:
            remedy = "add `when:` with what asks for it, or `schedule:`"
            raise mistake("retraining/never", "nothing says when the model is trained again", remedy)
        if self.when is not None and self.to is None:
            raise mistake(
                "retraining/nobody-called", "something asks for a training, but nobody is called", "add `to:`, a webhook receiver"
            )
        if self.when is None and self.to is not None:
            raise mistake("retraining/no-reason", f"nothing asks `{self.to}` for a training", "add `when:`, or remove `to`")
        if self.when is not None and self.when.older_than is not None and self.trained is None:
            remedy = "add `trained:`, a metric with `unit: timestamp_seconds`"
            raise mistake("retraining/unknown-age", "`older_than` needs to know when the last training was", remedy)
        if self.trained is not None and (self.when is None or self.when.older_than is None):
            remedy = "add `when: {older_than: 30d}`, or remove `trained`"
            raise mistake("retraining/unknown-age", f"nothing asks how long ago `{self.trained}` was", remedy)
        return self
