// An organisation's administrator has no hand on another's people, nor on who administers the cell.
import { expect, it } from 'vitest'
import type { Me } from '../../me'
import { mayManage } from './may'

const me = (roles: Me['roles']): Me => ({ person: 'me', organisation: 'a', roles, contacts: [], rules: [] })

it('manages whom the rules say', () => {
  const own = { organisation: 'a', roles: ['responder' as const] }
  const others = { organisation: 'b', roles: [] }
  const admin = { organisation: 'a', roles: ['cell-admin' as const] }
  expect([own, others, admin].map((it) => mayManage(me(['organisation-admin']), it))).toEqual([true, false, false])
  expect([own, others, admin].map((it) => mayManage(me(['cell-admin']), it))).toEqual([true, true, true])
  expect(mayManage(me(['incident-lead']), own)).toBe(false)
  expect(mayManage(undefined, own)).toBe(false)
})
