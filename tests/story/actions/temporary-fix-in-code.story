story   code that says it must not stay is found each day, and what is gone is gone
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     writes failing: 96 %
and     configuration:
        temporary_fixes: {folders: [$DIR/shop]}
and     the file shop/cache.py:
        def get_user(id):
            # INCIDENT FIX: Bypass broken cache (REMOVE AFTER INCIDENT)
            # Ticket: INC-2026-11-21-001
            return db.get_user(id)
and     the file shop/limits.c:
        /* INCIDENT FIX: no limit, REMOVE AFTER 2026-11-20 (OPS-7) */
        /* INCIDENT FIX: half the pool, REMOVE AFTER 2026-12-31 */
        /* INCIDENT FIX: as the ticket says, OPS-8 (REMOVE AFTER OPS-8) */
when    prometheus sends redis-full
and     bob runs: ack last
after   2m
then    the timeline says "Temporary fix 1: code: Bypass broken cache (INC-2026-11-21-001) (bob), until 2026-11-22T" once
and     alice is told: code: temporary fix 2 is OVER: code: no limit (OPS-7)
when    alice runs: fix list
then    exit 0: "code: no limit (OPS-7)"
and     exit 0 without: "half the pool"
and     exit 0 without: "OPS-8"
when    bob runs: resolve last --reason "we see" --unproven
and     bob runs: incident close last
then    exit 1: "not closed: temporary fix 1 is open: code: Bypass broken cache (INC-2026-11-21-001)"
when    somebody writes the file shop/cache.py:
        def get_user(id):
            return cache.get_user(id)
# A day later, or when the server is started.
crash   kill -9, start again
after   2m
then    the timeline says "Temporary fix 1 is gone: code: Bypass broken cache (INC-2026-11-21-001): the comment is not there any more (stanch)"
when    bob runs: incident close last
then    exit 0
and     the journal verifies
