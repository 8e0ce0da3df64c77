story   a run of Terraform is a change of its service
given   on call: alice
and     configuration:
        services:
          - {name: orders, match: {service: orders-prod}}
        mappings:
          - name: terraform
            labels: {service: /workspace_name}
            change: {title: /notifications/0/message, author: /notifications/0/run_updated_by, url: /run_url, target: /workspace_name}
            status: /notifications/0/run_status
            firing: [applied]
            starts_at: /notifications/0/run_updated_at
            identity: /run_id
when    somebody posts to /hooks/generic:
        {"run_id": "run-1", "run_url": "https://app.terraform.io/run-1", "workspace_name": "orders-prod", "notifications": [{"message": "Run Planned", "run_status": "planned", "run_updated_at": "2026-11-21T02:50:00Z", "run_updated_by": "ines"}]}
and     somebody posts to /hooks/generic:
        {"run_id": "run-1", "run_url": "https://app.terraform.io/run-1", "workspace_name": "orders-prod", "notifications": [{"message": "Run Applied", "run_status": "applied", "run_updated_at": "2026-11-21T02:55:00Z", "run_updated_by": "ines"}]}
and     somebody posts to /hooks/generic:
        {"run_id": "run-1", "run_url": "https://app.terraform.io/run-1", "workspace_name": "orders-prod", "notifications": [{"message": "Run Applied", "run_status": "applied", "run_updated_at": "2026-11-21T02:55:00Z", "run_updated_by": "ines"}]}
and     alice runs: change list
then    exit 0: "Run Applied"
and     exit 0: "orders"
and     exit 0: "ines"
and     the journal says "Run Applied" once
