// The map of the application: each area of the menu, with whom it is for. The whole map stands here, so that the menu is right
// from the start; an area whose capability does not exist yet is not in it.
import type { Me } from '../me'

export interface Area {
  /** Its address below /app. */
  path: string
  name: string
  /** Who has a use for it; everybody where left out. */
  for?: Me['roles']
}

export const areas: Area[] = [
  { path: '/', name: 'Now' },
  { path: '/incidents', name: 'Incidents' },
  { path: '/alerts', name: 'Alerts' },
  { path: '/on-call', name: 'On call' },
  { path: '/runbooks', name: 'Runbooks' },
  { path: '/people', name: 'People' },
  { path: '/policies', name: 'Policies' },
  { path: '/integrations', name: 'Integrations', for: ['cell-admin', 'organisation-admin', 'incident-lead'] },
  { path: '/ledger', name: 'Ledger', for: ['auditor', 'cell-admin', 'incident-lead'] },
  { path: '/reports', name: 'Reports' },
  { path: '/operations', name: 'Operations', for: ['cell-admin'] },
  { path: '/me', name: 'My profile' },
]
