story   a sender that nobody knows is read by a mapping, tried out before it counts
given   the file event.json holds {"events":[{"id":7,"trigger":"DiskFull","value":"PROBLEM","level":"Disaster"},{"id":8}]}
given   configuration:
        mappings:
          - name: zabbix
            list: /events
            labels: {alertname: /trigger, host: /host}
            annotations: {summary: /text}
            defaults: {service: legacy}
            status: /value
            firing: [PROBLEM]
            resolved: [OK]
            identity: /id
            severity: /level
            severities: {Disaster: critical}
when    alice runs: source test generic event.json --mapping zabbix
then    exit 1: "alert fires  zabbix/7"
and     exit 1: "alert 1: status: nothing stands at /value"
and     exit 1: "Nothing was stored."
and     there are 0 alerts
when    somebody posts to /hooks/generic?mapping=zabbix:
        {"events": [{"id": 6, "value": "OK"}, {"id": 7, "trigger": "DiskFull", "host": "db1", "text": "Disk full on db1", "value": "PROBLEM", "level": "Disaster"}]}
then    answer 202
and     there is 1 alert
and     the alert DiskFull is firing
and     its service is legacy
and     alice is paged once
when    somebody posts to /hooks/generic:
        {"events": [{"id": 7, "value": "perhaps"}, {"id": 7, "value": "OK"}]}
then    answer 400: "'perhaps' is no word of firing or resolved"
and     the alert DiskFull is resolved
when    somebody posts to /hooks/generic?mapping=zabbi:
        {}
then    answer 404: "there is no mapping 'zabbi' in stanch.yaml; there are: zabbix"
and     the journal verifies
