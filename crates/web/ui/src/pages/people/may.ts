// Who administers whom, as the rules have it: what is not allowed is not shown. The service decides in the end.
import type { Me } from '../../me'
import type { PersonView } from '../../parts/people'
import { hasRole } from '../../me'

/** Whether people can be added at all. */
export const mayAdd = (me: Me | undefined): boolean => hasRole(me, 'cell-admin', 'organisation-admin')

/** Roles whose reach is the whole cell. */
const ofTheCell: PersonView['roles'] = ['cell-admin', 'auditor', 'incident-lead']

/** Of whom one administers: nobody who holds a role that one could not give, and not oneself. */
export function mayGiveSignIn(me: Me | undefined, person: Pick<PersonView, 'id' | 'organisation' | 'roles'>): boolean {
  if (!mayManage(me, person) || me?.person === person.id) return false
  return hasRole(me, 'cell-admin') || !person.roles.some((role) => ofTheCell.includes(role))
}

/** The cell's administrators everybody; an organisation's its own people, but nobody who administers the cell. */
export function mayManage(me: Me | undefined, person: Pick<PersonView, 'organisation' | 'roles'>): boolean {
  if (hasRole(me, 'cell-admin')) return true
  return hasRole(me, 'organisation-admin') && me?.organisation === person.organisation && !person.roles.includes('cell-admin')
}
