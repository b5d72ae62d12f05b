// The incident room: its header, timeline and composer, and the panels around them.
import { useParams } from 'wouter'
import { Loading } from '../../parts/loading'
import { Title } from '../../parts/title'
import { useRoom } from '../../room/use-room'
import { Panels } from './panels'

export default function RoomPage() {
  const { reference = '' } = useParams<{ reference: string }>()
  const room = useRoom(reference)
  if (!room.incident) return <Loading what="the room" />
  return (
    <>
      <Title caption={room.incident.reference}>{room.incident.title}</Title>
      <p role="status">{room.state}, {room.entries.length} of {room.head} entries</p>
      <Panels room={room} />
    </>
  )
}
