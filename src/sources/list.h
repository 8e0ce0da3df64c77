/* Every sender we understand, one per line, in alphabetical order. */
SOURCE(alertmanager)
SOURCE(heartbeat)
SOURCE(pagerduty)
SOURCE(report)
