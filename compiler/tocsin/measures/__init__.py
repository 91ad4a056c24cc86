"""What can be asked of a metric once it is bound to one model's series: its value, a quantile, a share, a mean.

A measure turns questions into PromQL. Which series it reads is fixed by its matchers, so nothing but what the author asked
for (`by`) survives an aggregation: the model, its namespace and the rest are static labels of the rule. That also lets
metrics be divided that call the model by different labels.
"""

from tocsin.measures.changes import Changes
from tocsin.measures.cost import Cost
from tocsin.measures.events import Counted, Events, Samples, Slower
from tocsin.measures.expression import Age, Difference, Given, Quantile, Raw
from tocsin.measures.measure import Aggregation, Measure, Window
from tocsin.measures.observations import Mean, ShareBelow
from tocsin.measures.ratio import Quotient, Ratio, is_counted
from tocsin.measures.reading import reads_aggregation, reads_window
from tocsin.measures.samples import is_proportion, samples
from tocsin.measures.series import Series

__all__ = [
    "Age",
    "Aggregation",
    "Changes",
    "Cost",
    "Counted",
    "Difference",
    "Events",
    "Given",
    "Mean",
    "Measure",
    "Quantile",
    "Quotient",
    "Ratio",
    "Raw",
    "Samples",
    "Series",
    "ShareBelow",
    "Slower",
    "Window",
    "is_counted",
    "is_proportion",
    "reads_aggregation",
    "reads_window",
    "samples",
]
