"""OpenSLO v1 documents beside the spec files of a platform, Sloth's and Pyrra's: objectives that other tools read too.

https://github.com/OpenSLO/OpenSLO, apiVersion `openslo/v1`. What a document says exactly as the section `slos` could say it becomes
that; what would have to be bent is told at its line. An objective belongs to the model or component that its `service` names, or to
the one whose `slos` takes it: `slos: {availability: {openslo: <name of the SLO>}}`, which can also say what OpenSLO has no word for.

Not read are: `displayName`, `description`, `labels` and `annotations`, which no rule depends on; a Service, whose name is
enough; the `connectionDetails` of a DataSource, because the platform names its Prometheus; and policies that no SLO names.
"""

from tocsin.openslo.attachment import Attached, attach
from tocsin.openslo.recognition import tool_of

__all__ = ["Attached", "attach", "tool_of"]
