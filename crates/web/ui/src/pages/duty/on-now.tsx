// Who is on call in one rota now, until when, and who comes next; a gap is said first and loudest.
import { Person } from '../../parts/people'
import { Until } from '../../parts/time'
import { when } from './words'
import type { OnCall } from './data'
import type { Stretch } from './days'

interface Props {
  it: OnCall
  zone: string
  /** Takes the gap that is open now. */
  take?: (gap: Stretch) => void
}

/** A gap without an end within what was looked ahead is taken for half a day. */
const HALF_A_DAY = 43_200_000

export function OnNow({ it, zone, take }: Props) {
  const gap = it.people.length === 0
  const next = it.next ?? []
  const until = it.until ? Date.parse(it.until) : undefined
  const from = Math.ceil(Date.parse(it.at) / 60_000) * 60_000
  return (
    <div className={`ctac-on${gap ? ' ctac-on--gap' : ''}`}>
      <p className="ctac-on__who">
        {gap ? <strong>GAP: nobody is on call</strong> : it.people.map((id, index) => <span key={id}>{index > 0 && ', '}<strong><Person id={id} whose /></strong></span>)}
      </p>
      <p className="ctac-on__until">
        {until === undefined ? (gap ? 'For the next 62 days at least.' : 'Nobody changes in the next 62 days.') : <>until {when(zone, until)} (<Until at={it.until!} />)</>}
      </p>
      {until !== undefined && (
        <p className="ctac-on__next">Next: {next.length === 0 ? <strong>nobody, a gap</strong> : next.map((id, index) => <span key={id}>{index > 0 && ', '}<Person id={id} /></span>)}</p>
      )}
      {gap && take && <button type="button" className="nhsuk-button" onClick={() => take({ from, to: until ?? from + HALF_A_DAY })}>I take this</button>}
    </div>
  )
}
