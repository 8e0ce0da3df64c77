"""A double of a Kubernetes cluster's API, for tests.

It is made from what real API servers answer: discovery, lists with limit and continue,
watches, the three kinds of patch, conflicts by resourceVersion, dry runs, subresources
for scale, logs and eviction. Deployments keep ReplicaSets with their revisions as the
real controller does, and real kubectl works on it. It is no cluster: nothing runs.
"""
from .server import Cluster
from .shapes import deployment, node, pod

__all__ = ["Cluster", "deployment", "node", "pod"]
