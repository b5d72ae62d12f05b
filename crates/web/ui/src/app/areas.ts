// The map of the application: each area of the menu, with whom it is for. The whole map stands here, so that the menu is right
// from the start; an area whose capability does not exist yet is not in it.
import type { Me } from '../me'

export interface Area {
  /** Its address below /app. */
  path: string
  name: string
  /** Where its other pages begin. */
  also?: string[]
  /** Who has a use for it; everybody where left out. */
  for?: Me['roles']
}

export const areas: Area[] = [
  { path: '/', name: 'Now' },
  { path: '/incidents', name: 'Incidents', also: ['/declare'] },
  { path: '/alerts', name: 'Alerts', also: ['/raise'] },
  { path: '/on-call', name: 'On call', also: ['/me/duty', '/teams'] },
  { path: '/runbooks', name: 'Runbooks', also: ['/runs'] },
  { path: '/people', name: 'People', also: ['/organisations'] },
  { path: '/policies', name: 'Policies' },
  { path: '/integrations', name: 'Integrations', for: ['cell-admin', 'organisation-admin', 'incident-lead'] },
  { path: '/ledger', name: 'Ledger', for: ['auditor', 'cell-admin', 'incident-lead'] },
  { path: '/reports', name: 'Reports' },
  { path: '/operations', name: 'Operations', for: ['cell-admin'] },
  { path: '/me', name: 'My profile' },
]

/** The area that an address below /app belongs to: the one that says so most exactly. */
export function areaOf(here: string): Area | undefined {
  const within = (path: string) => (path === '/' ? here === '/' : here === path || here.startsWith(`${path}/`))
  const fits = areas.flatMap((area) => [area.path, ...(area.also ?? [])].filter(within).map((path) => ({ area, path })))
  return fits.sort((one, other) => other.path.length - one.path.length)[0]?.area
}
