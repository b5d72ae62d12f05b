// Which controls are worth showing to whom. The service decides (crates/domain/src/access); this only keeps a page free of buttons
// that it would refuse, and what is not sure is shown.
import type { Me } from '../../../me'
import type { RoomSnapshot } from '../../../room/use-room'

export interface May {
  /** Write to the timeline. */
  post: boolean
  /** Change severity, status and lead, bring people in and take them out, start runbooks. */
  steer: boolean
  callOut: boolean
  /** Ask for an erasure. */
  erase: boolean
}

/** What somebody may do in a room as it stands. */
export function mayIn(room: Pick<RoomSnapshot, 'you' | 'incident' | 'members'>, roles: Me['roles']): May {
  const { you, incident } = room
  if (!you || !incident) return { post: false, steer: false, callOut: false, erase: false }
  const role = room.members.get(you.person)?.role
  const leads = roles.includes('incident-lead')
  const steer = you.may_post && (incident.lead === you.person || role === 'lead' || role === 'loggist' || leads)
  return {
    post: you.may_post && incident.status !== 'closed',
    steer,
    callOut: incident.status !== 'closed' && (steer || leads || roles.includes('cell-admin')),
    erase: steer || (you.may_post && roles.includes('organisation-admin')),
  }
}
