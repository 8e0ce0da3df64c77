// The vendors' own clients, told only where to send: by host, as their users would.
import opsgenie from "opsgenie-sdk";
import pagerduty from "@pagerduty/pdjs";

const { PAGERDUTY_SERVER: server, PAGERDUTY_KEY: key, OPSGENIE_HOST: host,
  OPSGENIE_KEY: api_key } = process.env;
const said = {};

const event = (event_action, more) => pagerduty.event({
  server, data: { routing_key: key, event_action, dedup_key: "pdjs", ...more },
});

async function usePagerDuty() {
  const payload = { summary: "Disk full on db1", source: "db1", severity: "critical",
    component: "postgres", class: "DiskFull", custom_details: { env: "prod" } };
  const steps = {
    trigger: await event("trigger", { payload }),
    acknowledge: await event("acknowledge"),
    resolve: await event("resolve"),
    change: await pagerduty.change({ server, data: { routing_key: key,
      payload: { summary: "Deploy v7", source: "postgres", custom_details: {} } } }),
    wrong: await event("trigger"),
  };
  said.pagerduty = Object.fromEntries(Object.entries(steps).map(
    ([name, answer]) => [name, { http: answer.response.status, ...answer.data }]));
}

// Its functions take a callback last; some give its options no place.
const ask = (call, ...words) => new Promise((resolve) =>
  call(...words, (error, answer) => resolve(error ?? answer)));

async function useOpsgenie() {
  const { alertV2: alerts, heartbeat } = opsgenie;
  const alias = { identifier: "node-sdk", identifierType: "alias" };
  opsgenie.configure({ host, api_key, retryDelay: 100 });
  const created = await ask(alerts.create, { message: "Queue is stuck", alias: "node-sdk",
    priority: "P1", entity: "queue", tags: ["mq"], details: { env: "prod" } });
  said.opsgenie = {
    created,
    request: await ask(alerts.getRequestStatus, created.requestId),
    shown: await ask(alerts.get, alias),
    acknowledged: await ask(alerts.acknowledge, alias, { user: "node" }),
    noted: await ask(alerts.addNote, alias, { note: "seen by the SDK" }),
    closed: await ask(alerts.close, alias, { user: "node" }),
    ping: await ask(heartbeat.ping.bind(heartbeat), { identifier: "backup" }, {}),
  };
}

await usePagerDuty();
await useOpsgenie();
console.log(JSON.stringify(said));
process.exit(0); // pdjs keeps a timer of 30 s
