/* Every sender we understand, one per line, in alphabetical order. */
SOURCE(alertmanager)
SOURCE(exit)
SOURCE(grafana)
SOURCE(github)
SOURCE(heartbeat)
SOURCE(opsgenie)
SOURCE(pagerduty)
SOURCE(report)
