// The frame of one's own pages: their menu, and who one is.
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { Title } from '../../parts/title'

const parts: [path: string, name: string][] = [
  ['/me', 'Contacts'],
  ['/me/rules', 'When I am told'],
  ['/me/sessions', 'Sessions'],
  ['/me/tokens', 'API tokens'],
]

export function MyPage({ title, children }: { title: string; children: ReactNode }) {
  const [here] = useLocation()
  return (
    <>
      <Title caption="My profile">{title}</Title>
      <nav aria-label="My profile" className="ctac-subnav">
        <ul>
          {parts.map(([path, name]) => <li key={path}><Link href={path} aria-current={here === path ? 'page' : undefined}>{name}</Link></li>)}
        </ul>
      </nav>
      {children}
    </>
  )
}
