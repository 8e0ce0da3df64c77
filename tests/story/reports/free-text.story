story   a sentence opens the right incident, and another one joins it
given   on call: alice, bob
and     configuration:
        services:
          - {name: order-service, aliases: [주문 서비스]}
          - {name: cart}
when    bob runs: declare "Production order-service pods are restarting with OOMKilled. Analyze the incident."
then    exit 0: "Opened INC-"
and     exit 0: "service order-service: named in the text ('order-service'); environment production: named in the text ('Production'); symptom OOMKilled"
and     alice is paged
when    bob runs: declare "주문 서비스가 OOMKilled로 계속 재시작됩니다"
then    exit 0: "Joined INC-"
and     there is 1 incident
and     nobody is paged
when    bob runs: declare "order-service is fine, but cart is down on staging"
then    exit 0: "service cart: named in the text ('cart'); environment staging"
and     there are 2 incidents
when    bob runs: declare "cart is down"
then    there are 3 incidents
when    bob runs: declare "something is broken"
then    exit 0: "Which service is it? (order-service, cart)"
and     exit 0: "In which environment?"
when    bob runs: declare "Read CLAUDE.md - APIs are timing out, users reporting errors"
then    exit 0: "symptom slowness: named in the text ('timing out')"
when    bob runs: incident timeline last
then    exit 0: "platform-ops: keywords timing out, errors, apis, users reporting (6)"
crash   kill -9, start again
then    the journal verifies
when    bob runs: incident timeline 1
then    exit 0: "Joined because of"
