// Who is in the incident: by organisation, what they are there, whether the room is open for them and how far they have read; who
// may see what; bringing in and taking out.
import { api } from '../../../api/client'
import type { Beside } from '../../../room/beside'
import { Confirm } from '../../../parts/confirm'
import { Organisation, Person, nameOf, usePeople } from '../../../parts/people'
import { Until } from '../../../parts/time'
import { counted, markingWords, markings, roomRoleWords, incidentMarkings } from '../../../parts/choices'
import { byOrganisation, type Member } from './in-order'
import { Invite } from './invite'
import type { May } from './may'
import { Fold, Panel } from './panel'

export function People({ room, may }: { room: Beside; may: May }) {
  const groups = byOrganisation(room.members, room.presence)
  const here = new Set(room.presence.map((it) => it.person)).size
  return (
    <Panel id="people" title="People" count={<>{counted(room.members.size, 'member')}, {here} here</>}>
      {groups.map(([organisation, members]) => (
        <section className="ctac-group" key={organisation}>
          <h3 className="ctac-group__name"><Organisation id={organisation} /></h3>
          <ul className="ctac-lines">
            {members.map((it) => <li key={it.person}><OneMember room={room} member={it} may={may} /></li>)}
          </ul>
        </section>
      ))}
      {may.steer && <Invite room={room} />}
      <WhoMaySee room={room} />
    </Panel>
  )
}

function OneMember({ room, member, may }: { room: Beside; member: Member; may: May }) {
  const { present } = member
  const isMe = member.person === room.you?.person
  return (
    <div className="ctac-member">
      <div>
        <strong><Person id={member.person} /></strong>{isMe && ' (you)'}
        <div className="ctac-faint">
          {roomRoleWords(member.role)}{member.break_glass && ', broke the glass'}
          {member.until && <>, ends <Until at={member.until} over="since" /></>}
        </div>
        {present && <div className="ctac-here"><span className="ctac-dot" aria-hidden="true" />here now, {present.doing || 'reading'}, has seen #{present.seen}</div>}
      </div>
      {(may.steer || isMe) && <TakeOut room={room} person={member.person} isMe={isMe} />}
    </div>
  )
}

function TakeOut({ room, person, isMe }: { room: Beside; person: string; isMe: boolean }) {
  const name = nameOf(usePeople(), person)
  const incident = room.incident
  if (!incident) return null
  const act = () => api.DELETE('/api/v1/incidents/{id}/members/{person}', { params: { path: { id: incident.id, person } } })
  const title = isMe ? 'Leave this incident' : `Take out ${name}`
  return (
    <Confirm button={isMe ? 'Leave' : 'Take out'} {...(!isMe && { of: name })} title={title} does={isMe ? 'Leave' : 'Take out'} kind="secondary" small act={act}>
      <p>{isMe ? 'The room closes for you at once, on every device.' : `The room closes for ${name} at once, on every device.`} It is on the timeline.</p>
    </Confirm>
  )
}

/** Who may see what, in plain words. */
function WhoMaySee({ room }: { room: Beside }) {
  const marking = room.incident?.marking ?? 'amber'
  const hint = incidentMarkings.find((it) => it.value === marking)?.hint
  return (
    <Fold label="Who may see what">
      <p>This incident is <strong>{markingWords(marking)}</strong>. {hint}.</p>
      <p>Each entry has its own marking:</p>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {markings.map((it) => <li key={it.value}><strong>{it.words}</strong>: {it.hint.toLowerCase()}</li>)}
      </ul>
      <p>Whoever may not read an entry sees that it is there, its number and whom to ask. Administrators do not read incidents.
        Incident leads and auditors can break the glass: they say why, it is on the timeline, and every member is told.</p>
    </Fold>
  )
}
