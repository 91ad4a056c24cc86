"""Prove where alerts arrive: the spec's routing tree, walked by us, against what was written, walked by amtool."""

from tocsin.prove.routing.operator import MatcherStrategy
from tocsin.prove.routing.proof import Host, RouteProof, Way, prove_routes
from tocsin.prove.routing.remarks import RoutingFinding, examine
from tocsin.routing.labels import AlertLabels

__all__ = ["AlertLabels", "Host", "MatcherStrategy", "RouteProof", "RoutingFinding", "Way", "examine", "prove_routes"]
