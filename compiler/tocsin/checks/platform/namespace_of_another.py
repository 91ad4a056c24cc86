"""A model or component that stays in the namespace of another environment, in a cluster where that is not: nothing of it is found there.

`namespace:` of an environment is that of whoever says none. Who says one keeps it, and an alert on series of a namespace which the cluster
does not have is silent. Where both environments are in one cluster, `alert/of-two-environments` tells who reads the series of the other.

Bad (-), good (+):
    platform: {name: shop, namespace: shop, cluster: {prometheus: {release: monitoring}}}
    use: [kube-state-metrics]
    components:
      kubernetes:
        runtime: kube-state-metrics
  -     namespace: shop  # error
  +     namespace: shop
    environments:
      production: {patch: {platform: {cluster: {name: eu-1}}}}
      staging:
        namespace: shop-staging
  -     patch: {platform: {cluster: {name: staging}}}
  +     patch: {platform: {cluster: {name: staging}}, components: {kubernetes: {namespace: shop-staging}}}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from tocsin.finding import Checked, Finding
from tocsin.source import KeyPath

OF_EACH_PLATFORM: Final = True
_PATCHED: Final = ("environments",)


def check_all(estate: Sequence[Checked]) -> Iterator[Finding]:
    """Yield every `namespace:` of a model or component that is the platform's in a cluster elsewhere, and not here."""
    platforms: dict[str, list[Checked]] = defaultdict(list)
    for checked in estate:
        platforms[checked.named_at].append(checked)
    for environments in platforms.values():
        for here in environments:
            apart = [each for each in environments if set(each.clusters).isdisjoint(here.clusters)]
            elsewhere = {each.platform.namespace: each for each in reversed(apart)}  # of several the first is named
            elsewhere.pop(here.platform.namespace, None)
            for at, subject in here.subjects if elsewhere else ():
                other = elsewhere.get(subject.namespace or "")
                if other is not None and here.resolved.origins.written((*at, "namespace"))[1][:1] != _PATCHED:
                    yield _finding(here, other, at, alone=subject.workload is None and subject.scrape is None)


def _finding(here: Checked, other: Checked, at: KeyPath, *, alone: bool) -> Finding:
    section, name = at
    namespace = here.platform.namespace
    # Without any it would be about the whole cluster.
    rest = "" if alone else ", or leave `namespace:` out: it is the platform's"
    return Finding(
        message=f"`{name}` stays in `{other.platform.namespace}`, the namespace of `{other.platform.environment}`, where the platform is in"
        f" `{namespace}`",
        help=f"write `{section}: {{{name}: {{namespace: {namespace}}}}}` into the patch{rest}",
        where=here,
        at=(*at, "namespace"),
    )
