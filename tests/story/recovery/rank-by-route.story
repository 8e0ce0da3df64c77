story   an explicit route gives the worst rank
given   configuration:
        routes:
          - {match: {service: shop, alertname: EverythingDown}, urgency: page, rank: 0}
          - {match: {service: redis}, urgency: record}
          - {match: {service: checkout}, urgency: notify}
when    prometheus sends everything-critical
then    its severity is P0
and     alice is paged
when    prometheus sends redis-full
then    nobody is paged
and     there is 1 incident
when    prometheus sends checkout-slow
then    nobody is paged
and     there are 2 incidents
