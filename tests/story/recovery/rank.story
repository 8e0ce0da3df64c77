story   severity=critical alone never makes the worst rank, nor do loud words
when    prometheus sends everything-critical
then    its rank is 1
and     its severity is P1
and     its severity_reason is its sender calls it critical (label severity=critical)
when    carol runs: incident severity last 0 "all shops are down"
then    exit 0
and     its severity is P0
and     the timeline says "Severity P1 → P0: all shops are down"
when    carol runs: incident severity last 3 "not so bad"
then    exit 1: "severity is lowered by the commander"
