// The frame of the pages around what comes in: their menu.
import type { ReactNode } from 'react'
import { SubNav } from '../../parts/subnav'
import { Title } from '../../parts/title'

const parts: [path: string, name: string][] = [
  ['/integrations', 'Sources'],
  ['/integrations/monitors', 'Monitors'],
  ['/integrations/suppressions', 'Maintenance and suppression'],
  ['/integrations/threshold', 'Threshold'],
  ['/integrations/test-pages', 'Test pages'],
]

export function IntegrationsPage({ title, caption = 'Integrations', children }: { title: string; caption?: string; children: ReactNode }) {
  return (
    <>
      <Title caption={caption}>{title}</Title>
      <SubNav label="Integrations" parts={parts} />
      {children}
    </>
  )
}
