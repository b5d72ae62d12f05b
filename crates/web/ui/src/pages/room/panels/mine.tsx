// What waits for me here, big and at the top: a page that nobody has, a call-out that I have not answered.
import { useState } from 'react'
import { api } from '../../../api/client'
import { Act } from '../../../parts/act'
import { SeverityTag } from '../../../parts/marks'
import { PageActs, PageStands, waitsFor } from '../../../parts/page-card'
import { Until } from '../../../parts/time'
import type { CallOut } from '../../../room/use-room'
import type { Beside } from '../../../room/beside'

export function Mine({ room }: { room: Beside }) {
  const me = room.you?.person
  const pages = room.pages.filter((it) => waitsFor(it, me))
  const asked = room.callOuts.filter((it) => it.status.is === 'running' && it.people.some((one) => one.person === me))
  if (!me || (pages.length === 0 && asked.length === 0)) return null
  return (
    <section className="ctac-mine" aria-label="What waits for you">
      {pages.map((it) => (
        <div className="ctac-mine__one" key={it.id}>
          <p><SeverityTag severity={it.severity} /> <strong>You are paged.</strong> <PageStands page={it} /></p>
          <PageActs page={it} />
        </div>
      ))}
      {asked.map((it) => <MyAnswer key={it.id} callOut={it} me={me} />)}
    </section>
  )
}

const minutesSuggested = '15'

function MyAnswer({ callOut, me }: { callOut: CallOut; me: string }) {
  const answer = callOut.people.find((it) => it.person === me)?.answer ?? null
  const [minutes, setMinutes] = useState(minutesSuggested)
  const [again, setAgain] = useState(false)
  const count = Number(minutes)
  const say = (body: { minutes?: number; cannot?: boolean }) => () =>
    api.POST('/api/v1/call-outs/{id}/answer', { params: { path: { id: callOut.id } }, body: { cannot: false, ...body } })
  if (answer && !again) {
    return (
      <p className="ctac-mine__one">
        You said: <strong>{answer.can.is === 'yes' ? `yes, in ${answer.can.minutes} min` : 'you cannot attend'}</strong>.{' '}
        <button type="button" className="ctac-link-button" onClick={() => setAgain(true)}>Change your answer</button>
      </p>
    )
  }
  const done = () => setAgain(false)
  return (
    <div className="ctac-mine__one">
      <p>
        <SeverityTag severity={callOut.severity} /> <strong>Can you attend{callOut.reason && `: ${callOut.reason}`}?</strong>{' '}
        Within {callOut.within_min} min; asks <Until at={callOut.until} over="no longer, over for" /> more.
      </p>
      <div className="ctac-acts">
        <label className="ctac-in-minutes">
          In how many minutes
          <input className="nhsuk-input nhsuk-input--width-4" type="number" inputMode="numeric" min={1} max={1440} value={minutes} onChange={(event) => setMinutes(event.target.value)} />
        </label>
        <Act does={say({ minutes: count })} done={done} disabled={!(count >= 1 && count <= 1440)}>I can attend in {count || '…'} min</Act>
        <Act does={say({ cannot: true })} done={done} kind="secondary">I cannot</Act>
      </div>
    </div>
  )
}
