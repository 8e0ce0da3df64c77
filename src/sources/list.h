/* Every sender we understand, one per line, in alphabetical order. */
SOURCE(alertmanager)
SOURCE(exit)
SOURCE(grafana)
SOURCE(heartbeat)
SOURCE(opsgenie)
SOURCE(pagerduty)
SOURCE(report)
