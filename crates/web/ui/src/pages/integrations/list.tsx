// Sources of alerts, and what becomes of what they send.
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { hasRole, useMe } from '../../me'
import { Loading } from '../../parts/loading'
import { Organisation } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { integrationsQuery } from './asks'
import { IntegrationsPage } from './frame'
import { Routing } from './routing'
import { kinds } from './samples'

export default function Integrations() {
  const me = useMe()
  const integrations = useQuery(integrationsQuery)
  return (
    <IntegrationsPage title="Sources of alerts">
      {hasRole(me, 'cell-admin') && <p><Link href="/integrations/new" className="nhsuk-button nhsuk-button--secondary">Make an integration</Link></p>}
      {integrations.isPending && <Loading what="integrations" />}
      {integrations.isError && <Refused error={integrations.error} again={() => void integrations.refetch()} />}
      {integrations.data?.length === 0 && <p>There is no integration yet: nothing but a person can raise an alert. Make one for each system that should.</p>}
      <ul className="ctac-cards">
        {integrations.data?.map((it) => (
          <li key={it.id} className="ctac-cards__item">
            <h2 className="nhsuk-heading-s"><Link href={`/integrations/${it.id}`}>{it.name}</Link> {!it.active && <strong className="nhsuk-tag nhsuk-tag--grey">Switched off</strong>}</h2>
            <p><Organisation id={it.organisation} />. {kinds[it.kind]}.</p>
            <Routing integration={it} />
          </li>
        ))}
      </ul>
    </IntegrationsPage>
  )
}
