// For each kind of source: what it sends, as a sample to try, and what is to be pasted there. Pure.
import type { Kind } from './draft'

export const kinds: Record<Kind, string> = {
  'events-v2': 'PagerDuty Events API v2',
  alertmanager: 'Prometheus Alertmanager',
  grafana: 'Grafana Alerting',
  cloudevents: 'CloudEvents 1.0',
  json: 'JSON of any shape, by a mapping',
  email: 'Email',
  'by-hand': 'By hand: a desk or a security operations centre',
}

/** Which kinds are read by a mapping. */
export const isMapped = (kind: Kind): boolean => kind === 'json' || kind === 'cloudevents' || kind === 'email'

const labels = { alertname: 'ArchiveUnreachable', instance: 'archive-1', severity: 'critical' }
const webhook = (version: string) => ({
  version, groupKey: '{}:{alertname="ArchiveUnreachable"}', status: 'firing', receiver: 'ctac', groupLabels: {}, commonLabels: labels, commonAnnotations: {}, externalURL: 'http://monitor.example',
  alerts: [{ status: 'firing', labels, annotations: { summary: 'Imaging archive unreachable' }, startsAt: '2026-11-22T03:00:00Z', endsAt: '0001-01-01T00:00:00Z', generatorURL: '', fingerprint: '7d3cf1a2b4e58f60' }],
})

/** What such a source sends, to begin with. */
export function sampleOf(kind: Kind): string {
  const sample = (): unknown => {
    switch (kind) {
      case 'events-v2': return { routing_key: 'not looked at here', event_action: 'trigger', dedup_key: 'archive-1', payload: { summary: 'Imaging archive unreachable', source: 'archive-1', severity: 'critical' } }
      case 'alertmanager': return webhook('4')
      case 'grafana': return webhook('1')
      case 'cloudevents': return { specversion: '1.0', type: 'example.archive.unreachable', source: '/archive-1', id: 'a-1', data: { summary: 'Imaging archive unreachable', host: 'archive-1', severity: 'critical' } }
      case 'json': return { summary: 'Imaging archive unreachable', host: 'archive-1', severity: 'critical', state: 'alert' }
      case 'email': return { subject: 'Imaging archive unreachable', subject_key: 'imaging archive unreachable', from: 'monitor@hospital.example', text: 'No answer since 03:00.', message_id: '<1@hospital.example>', thread: '', date: '' }
      case 'by-hand': return { summary: 'Shares are being encrypted', source: 'The night desk' }
    }
  }
  return JSON.stringify(sample(), null, 2)
}

export interface Paste { name: string; text: string }

const curl = (address: string, body: string, type = 'application/json') => `curl --fail --retry 5 -H 'Content-Type: ${type}' '${address}' --data-binary @- <<'END'\n${body}\nEND\n`

/** What is to be pasted at the source. `key`: the key, or what stands for it. */
export function pastesOf(kind: Kind, origin: string, key: string, email?: string | null): Paste[] {
  const at = (path: string) => `${origin}/intake/${path}/${key}`
  switch (kind) {
    case 'events-v2': return [
      { name: 'Anything that pages PagerDuty: change its address to', text: `${origin}/v2/enqueue\n\nrouting_key: ${key}\n` },
      { name: 'Alertmanager, as PagerDuty', text: `receivers:\n  - name: ctac\n    pagerduty_configs:\n      - routing_key: ${key}\n        url: ${origin}/v2/enqueue\n` },
      { name: 'A shell', text: curl(`${origin}/v2/enqueue`, sampleOf(kind).replace('not looked at here', key)) },
    ]
    case 'alertmanager': return [{ name: 'alertmanager.yml', text: `receivers:\n  - name: ctac\n    webhook_configs:\n      - url: ${at('alertmanager')}\n        send_resolved: true\n` }]
    case 'grafana': return [{ name: 'Grafana: a contact point, provisioned', text: `apiVersion: 1\ncontactPoints:\n  - orgId: 1\n    name: ctac\n    receivers:\n      - uid: ctac\n        type: webhook\n        settings:\n          url: ${at('grafana')}\n          httpMethod: POST\n` }]
    case 'cloudevents': return [{ name: 'A shell, as one structured CloudEvent', text: curl(at('cloudevents'), sampleOf(kind), 'application/cloudevents+json') }]
    case 'json': return [{ name: 'A shell', text: curl(at('json'), sampleOf(kind)) }]
    case 'email': return email ? [{ name: 'Where the source sends its email', text: `${email}\n` }] : []
    case 'by-hand': return [{ name: 'A shell', text: `curl --fail -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' '${origin}/api/v1/raise' --data-binary @- <<'END'\n{ "summary": "Shares are being encrypted", "criteria": [] }\nEND\n` }]
  }
}
