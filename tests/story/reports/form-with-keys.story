story   with keys the form is at an address that only those know who got it
given   on call: alice
and     the file form.key holds 3f4d-form-key
and     the file other.key holds 9a9a-other-key
and     configuration:
        reports: {per_minute: 2}
        door_keys:
          - {name: help-desk, key_file: form.key, for: [report]}
          - {name: prometheus, key_file: other.key, for: [alertmanager]}
when    somebody opens /report
then    answer 403
when    somebody opens /report/9a9a-other-key
then    answer 403
when    somebody opens /report/3f4d-form-key
then    answer 200: "What do you see?"
when    somebody fills in /report/3f4d-form-key: text=the+shop+is+slow
then    answer 200: "the number 1"
when    somebody fills in /report/3f4d-form-key: text=the+shop+is+so+slow
then    answer 200: "2 people told us of this."
when    somebody fills in /report/3f4d-form-key: text=slow
then    answer 429: "wait a minute"
