// Posts on their way: waiting, saved with their number, or refused with why. A refused one is mended and sent anew, or discarded
// after a question.
import { Confirm } from '../../parts/confirm'
import { secondsOf } from '../../parts/instants'
import type { Room, WaitingPost } from '../../room/use-room'
import { linkTo } from './entry'

export function Waiting({ room, edit }: { room: Room; edit: (post: WaitingPost) => void }) {
  const waits = room.waiting.filter((post) => post.state.is === 'waiting').length
  const refused = room.waiting.filter((post) => post.state.is === 'refused').length
  return (
    <>
      <p className="nhsuk-u-visually-hidden" role="status">
        {waits > 0 && `${waits} waiting to be sent. `}{refused > 0 && `${refused} refused.`}
      </p>
      {!room.kept && <p className="ctac-waiting__warning">This browser keeps nothing: what is not saved is lost when you close the page.</p>}
      {room.waiting.length > 0 && (
        <ul className="ctac-waiting" aria-label="Posts on their way">
          {room.waiting.map((post) => <li key={post.clientId} className={`ctac-waiting__post ctac-waiting__post--${post.state.is}`}><One post={post} room={room} edit={edit} /></li>)}
        </ul>
      )}
    </>
  )
}

const kinds: Record<string, string> = {
  'entry.note': 'Note', 'entry.decision': 'Decision', 'action.set': 'Action', 'action.done': 'Action done', 'entry.corrected': 'Correction', 'entry.asked': 'Question',
}

/** What a post says, in short. */
function gist({ kind, body }: WaitingPost): string {
  const words = [body['text'], body['decision'], body['to'], body['outcome'], body['reason']].find((it) => typeof it === 'string' && it !== '')
  const short = typeof words === 'string' && words.length > 80 ? `${words.slice(0, 80)}…` : words
  return `${kinds[kind] ?? 'Change'}${short ? `: ${String(short)}` : ''}`
}

function One({ post, room, edit }: { post: WaitingPost; room: Room; edit: (post: WaitingPost) => void }) {
  const { state } = post
  if (state.is === 'saved') {
    return <span>Saved as <a href={linkTo(room.incident?.reference ?? '', state.seq)}>#{state.seq}</a>. {gist(post)}</span>
  }
  if (state.is === 'waiting') {
    return <span><strong>Waiting.</strong> {gist(post)} <span className="ctac-waiting__when">(written {secondsOf(new Date(post.writtenAt))})</span></span>
  }
  const editable = ['entry.note', 'entry.decision', 'action.set'].includes(post.kind)
  return (
    <>
      <p role="alert"><strong>Refused: {state.title}.</strong> {state.detail}</p>
      <p>{gist(post)}</p>
      <div className="ctac-waiting__acts">
        {editable && <button type="button" className="ctac-quiet" onClick={() => edit(post)}>Edit and send anew</button>}
        <button type="button" className="ctac-quiet" onClick={() => room.retry(post.clientId)}>Send again as it is</button>
        <Confirm button="Discard" small title="Discard what you wrote?" does="Discard" kind="warning" act={async () => room.discard(post.clientId)}>
          <p>{gist(post)}</p>
          <p>It is on no timeline, and will be gone from this device.</p>
        </Confirm>
      </div>
    </>
  )
}
