story   killed at the very moment of the 200, it pages after its start
given   on call: alice, bob
when    prometheus sends redis-full
crash   kill -9, start again
then    alice is paged
and     there is 1 incident
