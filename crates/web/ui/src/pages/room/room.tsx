// The incident room: its head, the timeline with the composer at its foot, and the panels beside it, or behind a button on a
// narrow window.
import { startTransition, useDeferredValue, useEffect, useState, useSyncExternalStore } from 'react'
import { useParams } from 'wouter'
import { Loading } from '../../parts/loading'
import { useRoom, type Room } from '../../room/use-room'
import { useNames } from './around'
import { Composer } from './composer'
import { Outside } from './outside'
import { Mine, Panels } from './panels'
import { Connection, Head, Over } from './standing'
import { Timeline } from './timeline'

const WIDE = '(min-width: 1024px)'

export default function RoomPage() {
  const { reference = '' } = useParams<{ reference: string }>()
  const room = useRoom(reference)
  if (room.ended === 'revoked' || room.ended === 'not-found') return <Outside reference={reference} was={room.ended === 'revoked'} />
  if (room.state === 'ended' && room.ended) return <Over why={room.ended} />
  if (!room.incident) {
    return (
      <>
        <Connection room={room} />
        <Loading what="the room" />
      </>
    )
  }
  // Another incident is another room: nothing of this one's place, filters or draft is carried over.
  return <Inside key={`${room.you?.person ?? ''} ${room.incident.id}`} room={room} />
}

function Inside({ room }: { room: Room }) {
  const wide = useSyncExternalStore(watchWidth, () => matchMedia(WIDE).matches)
  const [part, setPart] = useState<'timeline' | 'panels'>('timeline')
  const names = useNames(room)
  const drawn = useParts(PARTS)
  useEffect(() => {
    // A class and no `:has()`: that would be looked at anew with every entry drawn.
    document.documentElement.classList.add('ctac-in-room')
    return () => document.documentElement.classList.remove('ctac-in-room')
  }, [])
  // A link to an entry leads to the timeline, also from the panels of a phone.
  useEffect(() => {
    const follow = () => { if (location.hash.startsWith('#entry-')) setPart('timeline') }
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return (
    <div className="ctac-room">
      <Head room={room} />
      <Mine room={room} />
      <div className="ctac-room__bar">
        <div className="ctac-room__where">
          <strong>{room.incident?.reference} {room.incident?.severity}</strong>
          <Connection room={room} />
        </div>
        {!wide && (
          <div className="ctac-room__parts" role="group" aria-label="Part of the room">
            <button type="button" className="ctac-room-part" aria-pressed={part === 'timeline'} onClick={() => setPart('timeline')}>Timeline</button>
            <button type="button" className="ctac-room-part" aria-pressed={part === 'panels'} onClick={() => setPart('panels')}>People, actions and more</button>
          </div>
        )}
      </div>
      <div className="ctac-room__columns">
        <div className="ctac-room__main" hidden={!wide && part !== 'timeline'}>
          {drawn > 0 && (wide || part === 'timeline') && <Timeline room={room} names={names} />}
          {drawn > 1 && <Composer room={room} names={names} />}
        </div>
        {/* Hidden, not gone: what was typed there stays. */}
        <div className="ctac-room__panels" hidden={!wide && part !== 'panels'}>{drawn > 2 && <Later room={room} />}</div>
      </div>
    </div>
  )
}

/** What stands beside the timeline follows it, in pieces, when there is time. */
function Later({ room }: { room: Room }) {
  return <Panels room={useDeferredValue(room)} />
}

/** The timeline, the composer, what stands beside them. */
const PARTS = 3

/** How many parts of the room are drawn: one after the other, so that opening it is no one long piece of work. */
function useParts(count: number): number {
  const [drawn, setDrawn] = useState(0)
  useEffect(() => {
    if (drawn < count) startTransition(() => setDrawn(drawn + 1))
  }, [drawn, count])
  return drawn
}

function watchWidth(changed: () => void) {
  const query = matchMedia(WIDE)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}
