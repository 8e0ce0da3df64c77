story   a form without a script and a door for chats make reports
given   on call: alice
and     configuration:
        reports: {page_after: 3}
        services:
          - {name: order-service}
          - {name: cart}
when    somebody opens /report
then    answer 200: "What do you see?"
and     there is one button: Send
when    somebody fills in /report: text=order-service+is+down&reporter=%3Cb%3Ezoe%3C%2Fb%3E
then    answer 200: "Your report has the number 1."
and     nobody is paged
# What was written stays when something is wrong with it, as text and no markup.
when    somebody fills in /report: text=+&reporter=%3Cb%3Ezoe%3C%2Fb%3E
then    answer 400: "value="&lt;b&gt;zoe&lt;/b&gt;""
when    somebody posts to /hooks/report:
        {"text": "the order service shows errors; password=hunter2", "source": "support", "ref": "SUP-7"}
then    answer 202: ""state":"candidate""
and     answer 202: "In which environment?"
when    somebody posts to /hooks/report:
        {"reports": [{"text": ""}, {"text": "order-service 500s"}, {"text": "cart slow", "source": "nobody"}, 7]}
then    answer 400: ""declared":true"
and     answer 400: "text: is required"
and     answer 400: "must be user, support, social, team or test"
and     alice is paged
and     there is 1 incident
when    alice runs: report list
then    exit 0: "password=***"
and     exit 0: "SUP-7"
when    alice runs: ack last
and     alice runs: resolve last --unproven --reason "it was a deployment"
then    exit 0: "Resolved"
when     alice runs: message send last --audience everyone
then    the service desk is told: Reports: 3; tickets to answer: SUP-7
crash   kill -9, start again
then    the journal verifies
