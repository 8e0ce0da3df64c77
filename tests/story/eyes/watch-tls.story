story   a certificate that nobody trusts is told apart from a page that is down
given   on call: alice
and     configuration:
        watches:
          - {name: page, http: "https://$SECURED/", every: 1h, timeout: 3s, failures: 1}
          - {name: trusted, http: "https://$SECURED/", ca: $DIR/page.pem, every: 1h, timeout: 3s}
          - {name: any, http: "https://$SECURED/", verify: false, every: 1h, timeout: 3s}
          - {name: chain, tls: $SECURED, every: 1h, timeout: 3s, failures: 1}
          - {name: ends, tls: $SECURED, ca: $DIR/page.pem, days: 36500, every: 1h, timeout: 3s, failures: 1}
          - {name: port, tcp: $SECURED, every: 1h, timeout: 3s}
and     a page with a certificate of its own
when    somebody waits for 1s
and     alice runs: watch test page
then    exit 1: "page: untrusted after"
when    alice runs: watch test trusted
then    exit 0: "it answered 200, 2 bytes"
when    alice runs: watch test any
then    exit 0: "it answered 200, 2 bytes"
when    alice runs: watch test chain
then    exit 1: "chain: untrusted after"
when    alice runs: watch test ends
then    exit 1: "its certificate ends"
when    alice runs: watch test port
then    exit 0: "it answered"
and     there are 3 alerts
