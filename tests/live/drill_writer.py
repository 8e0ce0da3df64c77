"""The drill with another cause planted: the writer hangs, the memory is fine."""
from drill import Drill
from live import folder


def play(claims):
    with folder() as directory:
        with Drill(directory, "--auto", "--cause", "writer-stopped") as drill:
            code = drill.wait(200)
        claims.say("the drill with a hanging writer ends with 0", code == 0, drill.said())
        states = drill.tables.ask("SELECT key, state, reason FROM hypothesis")
        claims.say("it supports neither hypothesis and says why",
                   len(states) == 2 and all(state == "refuted" and reason
                                            for _, state, reason in states), states)
        actions = drill.tables.ask("SELECT number, title FROM action")
        claims.say("it recommends no action",
                   actions == [] and drill.has("OFFER", "nothing"), actions)
        claims.say("without data it does not resolve",
                   drill.has("REFUSED", "no data is never a pass"), drill.said())
        claims.say("once the writer works again it is proven and recorded",
                   "proven by measurement" in drill.postmortem()
                   and "What caused it?" in drill.postmortem(), drill.postmortem())
