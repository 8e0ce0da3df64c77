story   with nobody on call the incident opens, and says so
given   nobody is on call
when    prometheus sends redis-full
then    nobody is told anything
and     there is 1 incident
and     it cannot be resolved yet: nothing proves the recovery
and     the timeline says "NOBODY ANSWERED: everybody is paged"
