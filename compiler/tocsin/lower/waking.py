"""How long a model that scaled to zero may leave scrapes unanswered while it wakes: Prometheus scrapes a pod before its image is pulled."""

from __future__ import annotations

from tocsin import promql
from tocsin.lower.context import Context
from tocsin.lower.subject import Subject


def wakes_ms(context: Context, subject: Subject) -> int:
    """Return how long what sleeps may be without an answer when it wakes, in milliseconds; 0 where nobody says, or it never sleeps.

    Of a shorter time than two evaluations a rule might see nothing.
    """
    return max(subject.wakes_ms, 2 * context.evaluation_ms) if subject.wakes_ms else 0


def lately_asleep(context: Context, subject: Subject) -> promql.Expr:
    """Return 1 while `subject`, of which somebody says how long it takes to wake, had no target at some time within that."""
    asleep = promql.absent(promql.Selector("up", subject.scraped()))
    return promql.call("present_over_time", promql.Subquery(asleep, wakes_ms(context, subject), context.evaluation_ms))
