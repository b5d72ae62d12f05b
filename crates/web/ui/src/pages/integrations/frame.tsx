// The frame of the pages around what comes in: their menu.
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { Title } from '../../parts/title'

const parts: [path: string, name: string][] = [
  ['/integrations', 'Sources'],
  ['/integrations/monitors', 'Monitors'],
  ['/integrations/suppressions', 'Maintenance and suppression'],
  ['/integrations/threshold', 'Threshold'],
  ['/integrations/test-pages', 'Test pages'],
]

export function IntegrationsPage({ title, caption = 'Integrations', children }: { title: string; caption?: string; children: ReactNode }) {
  const [here] = useLocation()
  return (
    <>
      <Title caption={caption}>{title}</Title>
      <nav aria-label="Integrations" className="ctac-subnav">
        <ul>{parts.map(([path, name]) => <li key={path}><Link href={path} aria-current={here === path ? 'page' : undefined}>{name}</Link></li>)}</ul>
      </nav>
      {children}
    </>
  )
}
