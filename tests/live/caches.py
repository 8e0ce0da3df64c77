"""A real Redis cluster of three nodes without replicas, gone when the block ends."""
import contextlib
import os
import subprocess

from live import SERVERS, Program, free_ports, wait_for

SLOTS = 16384


class Node:
    def __init__(self, directory, port, bus):
        self.port = port
        self.folder = f"{directory}/redis-{port}"
        os.makedirs(self.folder)
        self.program = Program(
            f"{self.folder}/log", f"{SERVERS}/redis-server", "--port", str(port),
            "--bind", "127.0.0.1", "--dir", self.folder, "--cluster-enabled", "yes",
            "--cluster-port", str(bus), "--cluster-node-timeout", "1500", "--save", "",
            "--appendonly", "no")

    def ask(self, *words):
        done = subprocess.run([f"{SERVERS}/redis-cli", "-p", str(self.port), *words],
                              capture_output=True, text=True, timeout=60, check=False)
        return done.stdout + done.stderr


class RedisCluster:
    def __init__(self, nodes):
        self.nodes = nodes

    def serves(self):
        said = self.nodes[0].ask("CLUSTER", "INFO")
        return "cluster_state:ok" in said and f"cluster_slots_ok:{SLOTS}" in said

    def is_down(self):
        return "cluster_state:fail" in self.nodes[0].ask("CLUSTER", "INFO")


@contextlib.contextmanager
def redis_cluster(directory):
    """Serves all slots."""
    ports = free_ports(6)
    with contextlib.ExitStack() as stack:
        nodes = [Node(directory, *pair) for pair in zip(ports[:3], ports[3:])]
        for node in nodes:
            stack.enter_context(node.program)
        for node in nodes:
            wait_for(lambda one=node: "PONG" in one.ask("PING"), 15)
        nodes[0].ask("--cluster", "create", *(f"127.0.0.1:{node.port}" for node in nodes),
                     "--cluster-yes")
        cluster = RedisCluster(nodes)
        wait_for(cluster.serves, 20)
        yield cluster
