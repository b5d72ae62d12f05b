// The choice of somebody's roles, each with what it is for.
import type { Role } from '../../api/objects'
import { hasRole, useMe } from '../../me'
import { Checkbox } from '../../parts/field'
import { roleOf, roles as all } from '../../parts/words'

const hints: Record<Role, string> = {
  responder: 'Is paged, and works incidents',
  'incident-lead': 'Runs incidents, arranges the duty',
  loggist: 'Writes the log for others',
  communications: 'Speaks for the cell',
  'organisation-admin': 'Administers their own organisation’s people; reads no incident by it',
  'cell-admin': 'Administers the whole cell; reads no incident by it',
  auditor: 'Reads the ledger and reports',
  observer: 'Looks on',
  intake: 'Takes calls at the desk and declares for whoever rang',
}

export function RoleChoice({ roles, change }: { roles: Role[]; change: (roles: Role[]) => void }) {
  const me = useMe()
  // Who does not administer the cell cannot make another do so; what somebody has stays visible.
  const shown = all.filter((role) => role !== 'cell-admin' || roles.includes(role) || hasRole(me, 'cell-admin'))
  return (
    <fieldset className="nhsuk-fieldset nhsuk-form-group">
      <legend className="nhsuk-fieldset__legend nhsuk-u-visually-hidden">Roles in the cell</legend>
      <div className="nhsuk-checkboxes nhsuk-checkboxes--small">
        {shown.map((role) => <Checkbox key={role} label={roleOf(role)} hint={hints[role]} checked={roles.includes(role)} change={(on) => change(on ? [...roles, role] : roles.filter((it) => it !== role))} />)}
      </div>
    </fieldset>
  )
}
