// Heartbeat monitors: something is to be heard from every so often, and its silence is an alert.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, whole, type Schema } from '../../api/client'
import { match, type AlertSeverity } from '../../api/objects'
import { hasRole, useMe } from '../../me'
import { Confirm } from '../../parts/confirm'
import { SelectField, TextField } from '../../parts/field'
import { Form } from '../../parts/form'
import { Loading } from '../../parts/loading'
import { Notice } from '../../parts/notice'
import { Refused } from '../../parts/refused'
import { Snippet } from '../../parts/secret'
import { Time } from '../../parts/time'
import { alertSeverities, minutesOf, secondsOfMinutes, spanOf } from '../../parts/words'
import { integrationsQuery } from './asks'
import { IntegrationsPage } from './frame'

type Monitor = Schema<'MonitorView'>

export default function Monitors() {
  const me = useMe()
  const queries = useQueryClient()
  const monitors = useQuery({ queryKey: ['monitors'], queryFn: async () => (await whole(api.GET('/api/v1/monitors'))).items, refetchInterval: 30_000 })
  const integrations = useQuery(integrationsQuery).data ?? []
  const [editing, setEditing] = useState<Monitor | 'new'>()
  const [said, setSaid] = useState('')
  const admin = hasRole(me, 'cell-admin')
  const done = (words: string) => { setEditing(undefined); setSaid(words); void queries.invalidateQueries({ queryKey: ['monitors'] }) }
  return (
    <IntegrationsPage title="Monitors">
      <p>A monitor is pinged by what it watches. When nothing is heard in time, an alert is raised, and the integration’s rules say what becomes of it.</p>
      <Notice>{said}</Notice>
      {editing
        ? <Editor key={editing === 'new' ? 'new' : editing.id} monitor={editing === 'new' ? undefined : editing} integrations={integrations} saved={() => done('The monitor was saved. Its time is counted anew.')} leave={() => setEditing(undefined)} />
        : (
          <>
            {admin && <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={() => { setSaid(''); setEditing('new') }}>Make a monitor</button>}
            {monitors.isPending && <Loading what="monitors" />}
            {monitors.isError && <Refused error={monitors.error} again={() => void monitors.refetch()} />}
            {monitors.data?.length === 0 && <p>There is no monitor yet. Make one for what should be heard from at regular times, such as a nightly backup: its silence then raises an alert.</p>}
            <ul className="ctac-cards">
              {monitors.data?.map((it) => (
                <li key={it.id} className="ctac-cards__item">
                  <h2 className="nhsuk-heading-s">{it.name} <State monitor={it} /></h2>
                  <p>Every {spanOf(it.every_s)}{it.grace_s > 0 && `, ${spanOf(it.grace_s)} later is still in time`}. Its silence counts as {counts[it.severity as AlertSeverity] ?? it.severity}. By {integrations.find((of) => of.id === it.integration)?.name ?? 'an integration'}.</p>
                  <p>{it.silent_since && <strong className="ctac-warning">Silent since <Time at={it.silent_since} />. </strong>}{it.heard_at ? <>Heard from <Time at={it.heard_at} />.</> : 'Never heard from yet.'}{it.silent_at && <> Counts as silent <Time at={it.silent_at} /> unless heard from.</>}</p>
                  {admin && (
                    <>
                      <Snippet name={`Ping for ${it.name}`} text={`curl --fail --silent --show-error --retry 3 '${location.origin}/heartbeat/KEY/${it.id}'\n`} />
                      <div className="ctac-row">
                        <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => { setSaid(''); setEditing(it) }}>Edit<span className="nhsuk-u-visually-hidden"> {it.name}</span></button>
                        <Confirm small kind="warning" button="Remove" of={it.name} title={`Remove ${it.name}?`} does="Remove it" act={() => api.DELETE('/api/v1/monitors/{id}', { params: { path: { id: it.id } } })} done={() => done(`${it.name} was removed.`)}>
                          <p>Its silence is noticed by nobody any more. The alert of its silence, if there is one, is resolved.</p>
                        </Confirm>
                      </div>
                    </>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
    </IntegrationsPage>
  )
}

/** What its silence is, in a sentence. */
const counts: Record<AlertSeverity, string> = { info: 'information', warning: 'a warning', error: 'an error', critical: 'critical' }

function State({ monitor }: { monitor: Monitor }) {
  if (monitor.silent_since) return <strong className="nhsuk-tag nhsuk-tag--red">Silent</strong>
  if (!monitor.silent_at) return <strong className="nhsuk-tag nhsuk-tag--grey">Not watched: its integration is off</strong>
  return monitor.heard_at ? <strong className="nhsuk-tag nhsuk-tag--green">Heard</strong> : <strong className="nhsuk-tag nhsuk-tag--grey">Waiting</strong>
}

interface EditorProps {
  monitor?: Monitor
  integrations: Schema<'IntegrationView'>[]
  saved: () => void
  leave: () => void
}

function Editor({ monitor, integrations, saved, leave }: EditorProps) {
  const [base, setBase] = useState(monitor)
  const [name, setName] = useState(monitor?.name ?? '')
  const [integration, setIntegration] = useState(monitor?.integration ?? integrations[0]?.id ?? '')
  const [every, setEvery] = useState(monitor ? minutesOf(monitor.every_s) : '60')
  const [grace, setGrace] = useState(monitor ? minutesOf(monitor.grace_s) : '5')
  const [severity, setSeverity] = useState(monitor?.severity ?? 'error')
  const save = async (version: number) => {
    const [every_s, grace_s] = [secondsOfMinutes(every), secondsOfMinutes(grace || '0')]
    if (every_s === undefined || grace_s === undefined) throw new Error('Type numbers of minutes. Nothing was saved.')
    const body = { name: name.trim(), integration, every_s, grace_s, severity }
    if (base) await api.PUT('/api/v1/monitors/{id}', { params: { path: { id: base.id }, header: match(version) }, body })
    else await api.POST('/api/v1/monitors', { body })
  }
  const take = (it: Monitor) => { setBase(it); setName(it.name); setEvery(minutesOf(it.every_s)); setGrace(minutesOf(it.grace_s)); setSeverity(it.severity) }
  const edits = base && {
    version: base.version,
    latest: () => whole(api.GET('/api/v1/monitors/{id}', { params: { path: { id: base.id } } })),
    show: (it: Monitor) => <p>{it.name}: every {spanOf(it.every_s)}, {spanOf(it.grace_s)} later is still in time, {it.severity}.</p>,
    take,
  }
  return (
    <Form does={base ? 'Save the monitor' : 'Make the monitor'} save={save} saved={saved} leave={leave} edits={edits}>
      <TextField label="What is to be heard from" value={name} change={setName} maxLength={200} autoComplete="off" />
      {base ? <p>Its pings carry the key of {integrations.find((it) => it.id === integration)?.name ?? 'its integration'}.</p> : <SelectField label="Whose key its pings carry" hint="Its rules say what becomes of the silence" value={integration} change={setIntegration} options={integrations.map((it) => [it.id, it.name])} />}
      <TextField label="Every so many minutes" hint="From a minute to a week" value={every} change={setEvery} width={5} />
      <TextField label="So many minutes later is still in time" value={grace} change={setGrace} width={5} />
      <SelectField label="Its silence is" value={severity} change={(value) => setSeverity(value as AlertSeverity)} options={alertSeverities.map((it) => [it, it])} />
    </Form>
  )
}
