// An organisation's administrator has no hand on another's people, nor on who administers the cell.
import { expect, it } from 'vitest'
import type { Me } from '../../me'
import { mayGiveSignIn, mayManage } from './may'

const me = (roles: Me['roles']): Me => ({ person: 'me', organisation: 'a', roles, contacts: [], rules: [], first_password: false })

it('manages whom the rules say', () => {
  const own = { organisation: 'a', roles: ['responder' as const] }
  const others = { organisation: 'b', roles: [] }
  const admin = { organisation: 'a', roles: ['cell-admin' as const] }
  expect([own, others, admin].map((it) => mayManage(me(['organisation-admin']), it))).toEqual([true, false, false])
  expect([own, others, admin].map((it) => mayManage(me(['cell-admin']), it))).toEqual([true, true, true])
  expect(mayManage(me(['incident-lead']), own)).toBe(false)
  expect(mayManage(undefined, own)).toBe(false)
})

it('gives a sign-in to nobody who may do more, nor to oneself', () => {
  const own = { id: 'x', organisation: 'a', roles: ['responder' as const] }
  const above = (['incident-lead', 'auditor', 'cell-admin'] as const).map((role) => ({ ...own, roles: [role] }))
  expect([own, ...above].map((it) => mayGiveSignIn(me(['organisation-admin']), it))).toEqual([true, false, false, false])
  expect([own, ...above].map((it) => mayGiveSignIn(me(['cell-admin']), it))).toEqual([true, true, true, true])
  expect(mayGiveSignIn(me(['cell-admin']), { ...own, id: 'me' })).toBe(false)
})
