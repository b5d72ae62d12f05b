// Making an integration.
import { Link, useLocation } from 'wouter'
import { hasRole, useMe } from '../../me'
import { IntegrationEditor } from './editor'
import { IntegrationsPage } from './frame'
import { keepKey } from './integration'

export default function NewIntegration() {
  const me = useMe()
  const [, go] = useLocation()
  return (
    <IntegrationsPage title="Make an integration">
      {me && !hasRole(me, 'cell-admin')
        ? <p>The cell’s administrators make integrations. <Link href="/integrations">All integrations</Link></p>
        : <IntegrationEditor leave={() => go('/integrations')} saved={(it) => { if (it.key) keepKey(it.id, it.key); go(`/integrations/${it.id}`) }} />}
    </IntegrationsPage>
  )
}
