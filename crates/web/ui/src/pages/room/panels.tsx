// Everything of a room around its timeline: who is here, actions, decisions, pages, call-outs, runs, access.
import type { Room } from '../../room/use-room'

export function Panels({ room }: { room: Room }) {
  return (
    <section className="ctac-panel" aria-labelledby="panel-people">
      <h2 className="nhsuk-heading-s" id="panel-people">Members</h2>
      <p>{room.members.size} members, {room.presence.length} in the room now.</p>
    </section>
  )
}
