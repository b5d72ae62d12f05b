// The frame of one's own pages: their menu, and who one is.
import type { ReactNode } from 'react'
import { SubNav } from '../../parts/subnav'
import { Title } from '../../parts/title'

const parts: [path: string, name: string][] = [
  ['/me', 'Contacts'],
  ['/me/rules', 'When I am told'],
  ['/me/sessions', 'Password and sessions'],
  ['/me/tokens', 'API tokens'],
]

export function MyPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <Title caption="My profile">{title}</Title>
      <SubNav label="My profile" parts={parts} />
      {children}
    </>
  )
}
