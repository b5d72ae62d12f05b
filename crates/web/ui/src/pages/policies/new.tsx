// Making a policy.
import { useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { hasRole, useMe } from '../../me'
import { Title } from '../../parts/title'
import { PolicyEditor } from './editor'

export default function NewPolicy() {
  const me = useMe()
  const queries = useQueryClient()
  const [, go] = useLocation()
  if (me && !hasRole(me, 'cell-admin')) return <><Title>Make a policy</Title><p>The cell’s administrators make policies. <Link href="/policies">All policies</Link></p></>
  const saved = (id?: string) => {
    void queries.invalidateQueries({ queryKey: ['policies'] })
    go(id ? `/policies/${id}` : '/policies')
  }
  return <><Title>Make a policy</Title><PolicyEditor saved={saved} leave={() => go('/policies')} /></>
}
