// The incidents of that cell: one that is worked hard, one that waits, one that is over, and one for named people alone.
import { inMinutes, type People } from './filled'
import type { Client } from './client'

export interface Filled {
  /** The incident with everything on it. */
  busy: { id: string; reference: string }
  /** A run in it, of the whole procedure for ransomware. */
  run: string
  /** One that is over. */
  closed: string
}

export async function fillIncidents(people: People, clocks: string): Promise<Filled> {
  const { gorse, maple } = people
  const busy = await gorse.declare('Shares are being encrypted at Exampleton General', 'S2')
  await brought(busy.id, people)
  // Before the procedure for ransomware, which sets the same.
  const severity = { kind: 'incident.severity_changed', body: { to: 'S1', reason: 'Two organisations are hit' } }
  await gorse.post(`/api/v1/incidents/${busy.id}/entries`, severity)
  const run = await procedures(busy, people, clocks)
  await told(busy.id, people)
  await asked(busy.id, people)
  const closed = await over(people)
  await maple.post('/api/v1/incidents', { title: 'Ambulance dispatch is slow', severity: 'S4', marking: 'green' })
  await gorse.post('/api/v1/incidents', { title: 'For the named alone', severity: 'S3', marking: 'red' })
  return { busy, run, closed }
}

async function brought(incident: string, { gorse, dahlia, fern, hazel, elder, bramble, juniper, aster }: People): Promise<void> {
  const roles: [Client, string][] = [[dahlia, 'responder'], [fern, 'loggist'], [hazel, 'communications'], [elder, 'responder'], [bramble, 'responder'], [juniper, 'observer'], [aster, 'observer']]
  for (const [who, role] of roles) await gorse.bringIn(incident, who.person, role)
}

/** Runbooks under way: one whose clocks run, one of them over, with a situation report to send. */
async function procedures({ id, reference }: Filled['busy'], { gorse }: People, clocks: string): Promise<string> {
  const { items } = await gorse.get<{ items: { id: string; slug: string }[] }>('/api/v1/runbooks')
  const start = async (runbook: string, inputs: Record<string, string>) =>
    (await gorse.post<{ id: string }>(`/api/v1/incidents/${id}/runs`, { runbook, inputs })).id
  const of = (slug: string) => items.find((it) => it.slug === slug)?.id ?? ''
  const org = 'Exampleton General Hospitals'
  await start(of('triage'), { org, incident_id: reference })
  await start(clocks, { org, aware_at: inMinutes(-30 * 60) })
  return start(of('ransomware'), { org, incident_id: reference, aware_at: inMinutes(-200) })
}

async function told(incident: string, { gorse, dahlia, fern, hazel, elder, bramble }: People): Promise<void> {
  const post = (who: Client, kind: string, body: object, more: object = {}) => who.post<{ seq: number }>(`/api/v1/incidents/${incident}/entries`, { kind, body, ...more })
  await post(dahlia, 'entry.note', { text: 'Files on **\\\\fs-03** end in `.locked`. The ward clerk saw it first.' }, { occurred_at: inMinutes(-47), late_reason: 'I was on the telephone' })
  const wrong = await post(fern, 'entry.note', { text: 'The backup server was reached at 02:10 from 203.0.113.7.' })
  await post(gorse, 'entry.decision', { decision: 'Cut the link between the two hospitals', reason: 'Encryption is seen on both sides; the emergency department is on paper already.' })
  await post(gorse, 'action.set', { text: 'Cut the link at the core switch, both sites', owner: dahlia.person, due: inMinutes(-12) })
  await post(gorse, 'action.set', { text: 'Prepare words for staff', owner: hazel.person, due: inMinutes(55) })
  const rung = await post(gorse, 'action.set', { text: 'Ring the NCSC', owner: bramble.person })
  const { entries } = await gorse.get<{ entries: { body: { action?: string } }[] }>(`/api/v1/incidents/${incident}/entries?after=${rung.seq - 1}`)
  await post(bramble, 'action.done', { action: entries[0]?.body.action, outcome: 'Rung; they call back within the hour' })
  await post(fern, 'entry.corrected', { seq: wrong.seq, text: 'The backup server was reached at 02:01 from 203.0.113.7.', reason: 'Read from the wrong line' })
  await post(gorse, 'incident.category_changed', { to: { level: 'C3', certainty: 'indicative' }, reason: 'By the matrix' })
  await post(elder, 'entry.note', { text: 'Only for us: the account of the domain administrator was used at 01:40.' }, { marking: 'amber-strict' })
  await post(gorse, 'entry.note', { text: 'Named in confidence.' }, { marking: 'red', named: [gorse.person, bramble.person] })
  const personal = await post(dahlia, 'entry.note', { text: 'The name of a patient, by mistake.' })
  await gorse.post(`/api/v1/incidents/${incident}/erasures`, { seq: personal.seq, reason: 'It named a patient' })
  await bramble.post(`/api/v1/incidents/${incident}/erasures/${personal.seq}/approve`, {})
  const again = await post(dahlia, 'entry.note', { text: 'Extension 4471 of a private person.' })
  await gorse.post(`/api/v1/incidents/${incident}/erasures`, { seq: again.seq, reason: 'It names a private person' })
  await post(gorse, 'incident.status_changed', { to: 'contained', reason: 'Nothing new since 03:00' })
  await post(gorse, 'incident.lead_changed', { to: bramble.person, reason: 'End of my shift' })
}

async function asked(incident: string, { bramble, hazel, larch, ivy }: People): Promise<void> {
  const ask = [{ kind: 'role', role: 'responder' }]
  const { id } = await bramble.post<{ id: string }>(`/api/v1/incidents/${incident}/call-outs`, { ask, needs: [{ count: 4, role: 'responder' }], within_min: 60, for_s: 3_600, reason: 'Hands on the file servers', join: true })
  await hazel.post(`/api/v1/call-outs/${id}/answer`, { minutes: 15 })
  await ivy.post(`/api/v1/call-outs/${id}/answer`, { cannot: true })
  await larch.post(`/api/v1/call-outs/${id}/answer`, { minutes: 30 })
}

async function over({ gorse }: People): Promise<string> {
  const { id, reference } = await gorse.post<{ id: string; reference: string }>('/api/v1/incidents', { title: 'Phishing from a supplier’s mailbox', severity: 'S3', marking: 'green' })
  for (const to of ['contained', 'recovering', 'stood-down', 'closed']) {
    await gorse.post(`/api/v1/incidents/${id}/entries`, { kind: 'incident.status_changed', body: { to, reason: 'As agreed at the last call' } })
  }
  return reference
}
