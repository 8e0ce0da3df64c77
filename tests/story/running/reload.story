story   a bad configuration leaves the old one running and says why
given   on call: alice
and     paging every 60s, 9 rounds each
when    prometheus sends redis-full
then    only alice is paged
when    the configuration becomes, and SIGHUP comes:
        hold: soon
then    the log says "config.refused"
when    alice runs: server reload
then    exit 2: "the old configuration goes on"
after   60s
then    only alice is paged
when    the configuration becomes, and SIGHUP comes:
        routes:
          - {match: {service: checkout}, urgency: record}
then    the log says "config.activated"
when    prometheus sends checkout-slow
then    there is 1 incident
