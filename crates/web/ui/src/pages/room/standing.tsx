// The room's head: which incident, how severe, where it stands; and, always in sight, whether what is shown is live.
import { timeOf } from '../../parts/instants'
import { Exercise } from '../../parts/exercise'
import { SeverityTag, Tlp } from '../../parts/marks'
import { useNow } from '../../parts/now'
import { Title } from '../../parts/title'
import { lastOf, type Ended, type Room } from '../../room/use-room'
import { statusOf } from '../../room/words/told'

export function Head({ room }: { room: Room }) {
  const { incident } = room
  const exercise = room.runs.some((run) => run.exercise)
  if (!incident) return null
  return (
    <div className="ctac-room__head">
      {exercise && <Exercise />}
      <Title caption={incident.reference}>{incident.title}</Title>
      <p className="ctac-room__marks">
        <SeverityTag severity={incident.severity} />
        <strong className="nhsuk-tag nhsuk-tag--grey">{statusOf(incident.status)}</strong>
        <Tlp marking={incident.marking.toUpperCase().replace('-', '+')} />
        {exercise && <strong className="nhsuk-tag nhsuk-tag--purple">EXERCISE</strong>}
      </p>
    </div>
  )
}

/** The state of the connection in words. A view that is not live says as of when it stands. */
export function connectionWords(room: Room, now: number): string {
  const asOf = room.asOf === null ? '' : ` What you see stands as of ${timeOf(new Date(room.asOf))}.`
  const left = room.triesAt === null ? 0 : Math.ceil((room.triesAt - now) / 1_000)
  const next = left > 0 ? ` Trying again in ${left} s.` : ' Trying to connect.'
  switch (room.state) {
    case 'live':
      return room.by === 'polling' ? 'Live, by plain HTTP: this network breaks the faster way. Who else is here is not known.' : 'Live'
    case 'catching-up':
      return `Catching up: ${Math.max(0, room.head - lastOf(room))} entries to come`
    case 'offline':
      return `Offline.${asOf}${next} What you write is kept and sent then.`
    case 'connecting':
      return `Connecting.${asOf}`
    case 'ended':
      return 'Ended'
  }
}

/** In sight and told politely, once for each change and not for each second. */
export function Connection({ room }: { room: Room }) {
  const now = useNow(1)
  const words = connectionWords(room, now)
  return (
    <p className={`ctac-room-line ctac-room-line--${room.state}`}>
      <svg className="ctac-room-line__mark" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
        {room.state === 'live' ? <circle cx="8" cy="8" r="6" /> : <path d="M8 1 15 15H1Z" />}
      </svg>
      <span>{words}</span>
      {room.state === 'offline' && <button type="button" className="ctac-quiet" onClick={room.reconnect}>Try now</button>}
      <span className="nhsuk-u-visually-hidden" role="status">{connectionWords({ ...room, triesAt: null }, 0).split('. ')[0]}</span>
    </p>
  )
}

const endings: Record<Ended, [title: string, words: string]> = {
  revoked: ['You can no longer read this incident', 'Your access has ended. What this device kept of it is gone. Ask its lead if you need to read it.'],
  'signed-out': ['You are signed out', 'Sign in to go on. What you wrote is kept on this device for you.'],
  'not-found': ['No such incident', 'There is none by this reference, or you may not know of it. Check the address.'],
  outdated: ['This page is too old for the service', 'Load it again. What you wrote is kept.'],
}

export function Over({ why }: { why: Ended }) {
  const [title, words] = endings[why]
  const here = `/sign-in?next=${encodeURIComponent(location.pathname)}`
  return (
    <>
      <Title>{title}</Title>
      <p role="alert">{words}</p>
      {why === 'signed-out' && <p><a href={here}>Sign in</a></p>}
      {why === 'outdated' && <p><a href={location.pathname}>Load the page again</a></p>}
    </>
  )
}
