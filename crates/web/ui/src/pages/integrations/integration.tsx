// One integration: what becomes of its alerts, what to paste at the source, its key anew, trying it, editing it.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { api, whole } from '../../api/client'
import { match } from '../../api/objects'
import { hasRole, useMe } from '../../me'
import { Confirm } from '../../parts/confirm'
import { Loading } from '../../parts/loading'
import { Notice } from '../../parts/notice'
import { Organisation } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Secret, Snippet } from '../../parts/secret'
import { integrationQuery } from './asks'
import { bodyOf, draftOf, type Integration } from './draft'
import { IntegrationEditor } from './editor'
import { IntegrationsPage } from './frame'
import { Routing } from './routing'
import { kinds, pastesOf } from './samples'
import { TryIt } from './try-it'

export default function IntegrationPage() {
  const { id } = useParams<{ id: string }>()
  const integration = useQuery(integrationQuery(id))
  if (integration.isError) return <IntegrationsPage title="Integration"><Refused error={integration.error} again={() => void integration.refetch()} /></IntegrationsPage>
  return integration.data ? <Shown key={id} integration={integration.data} /> : <Loading what="the integration" />
}

function Shown({ integration }: { integration: Integration }) {
  const me = useMe()
  const queries = useQueryClient()
  const [editing, setEditing] = useState(false)
  const [said, setSaid] = useState('')
  // A new integration's key comes with the way here, once.
  const [key, setKey] = useState(() => takeKey(integration.id))
  const admin = hasRole(me, 'cell-admin')
  const again = () => { for (const it of ['integration', 'integrations']) void queries.invalidateQueries({ queryKey: [it] }) }
  const rotate = async () => {
    const params = { path: { id: integration.id }, header: match(integration.version) }
    const made = await whole(api.PUT('/api/v1/integrations/{id}', { params, body: bodyOf(draftOf(integration), true) }))
    setKey(made.key ?? undefined)
    again()
  }
  const saved = () => { setEditing(false); setSaid('The integration was saved.'); again() }
  if (editing) return <IntegrationsPage title={integration.name} caption="Edit an integration"><IntegrationEditor integration={integration} saved={saved} leave={() => setEditing(false)} /></IntegrationsPage>
  const pastes = pastesOf(integration.kind, location.origin, key ?? 'KEY', integration.email)
  return (
    <IntegrationsPage title={integration.name} caption={`Integration, version ${integration.version}`}>
      <Notice>{said}</Notice>
      {key && <Secret name={`The key of ${integration.name}`} value={key}>It stands in what is to be pasted below, too.</Secret>}
      <p><Organisation id={integration.organisation} />. {kinds[integration.kind]}. {!integration.active && <strong>Switched off: its key is refused.</strong>}</p>
      <h2>Where its alerts go</h2>
      <Routing integration={integration} />
      {admin && <button type="button" className="nhsuk-button nhsuk-button--secondary" onClick={() => { setSaid(''); setEditing(true) }}>Edit the integration</button>}
      <h2>At the source</h2>
      {!key && integration.kind !== 'email' && <p>The key was shown when it was made, and is never shown again: put it in the place of <code className="ctac-code">KEY</code>.</p>}
      {integration.kind === 'email' && !integration.email && <p>{admin ? 'This service takes no email now: whoever runs it switches that on.' : 'The address is shown to the cell’s administrators.'}</p>}
      {pastes.map((it) => <Snippet key={it.name} name={it.name} text={it.text} />)}
      {admin && (
        <Confirm kind="warning" button="Make a new key" title={`A new key for ${integration.name}?`} does="Make a new key" act={rotate} done={() => setSaid('The old key is refused from now on.')}>
          <p>The old key stops working at once: until the new one stands at the source, nothing that it sends arrives.</p>
        </Confirm>
      )}
      {admin && <TryIt integration={integration} />}
      <p><Link href="/integrations">All integrations</Link></p>
    </IntegrationsPage>
  )
}

const fresh = new Map<string, string>()

/** Keeps a key that was just made for the page that shows it: in memory only, and once. */
export function keepKey(id: string, key: string) {
  fresh.set(id, key)
}

function takeKey(id: string): string | undefined {
  const key = fresh.get(id)
  // Read while React renders, perhaps twice: forgotten when the event is over.
  setTimeout(() => fresh.delete(id))
  return key
}
