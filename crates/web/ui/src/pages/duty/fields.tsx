// The fields of an act on a rota: from and until on the rota's clock, moved by buttons and arrow keys too, and who.
import type { KeyboardEvent } from 'react'
import { Checkbox, Radios, SelectField } from '../../parts/field'
import { nameOf, usePeople } from '../../parts/people'
import { WhenField } from '../../parts/when'
import { kindWords, useMay, type Rota } from './data'
import { stretchTyped, type Intent, type Typed } from './intent'
import { hours, stretch } from './words'
import { wallAt } from './zone'

interface Props {
  rota: Rota
  intent: Intent
  typed: Typed
  type: (part: Partial<Typed>) => void
}

export function Fields(props: Props) {
  const { intent, rota } = props
  const people = usePeople()
  const name = (id: string) => nameOf(people, id)
  const zone = rota.rota.time_zone
  if (intent.do === 'remove') return <p>{kindWords(intent.override.kind, name)}, {stretch(zone, intent)}. What it did until now stays.</p>
  if (intent.do === 'back') return <p>{name(intent.absence.person)} is away {stretch(zone, intent)}. What was until now stays.</p>
  const whole = intent.do === 'accept' && intent.swap.in_return
  return (
    <>
      {intent.do === 'accept' && <Offer intent={intent} name={name} zone={zone} />}
      {(intent.do === 'override' || intent.do === 'move') && <Whom {...props} />}
      {(intent.do === 'absence' || intent.do === 'swap') && <p><strong>{name(intent.person)}</strong></p>}
      {whole ? <p>It is taken whole: something is given in return.</p> : <Times {...props} />}
      {intent.do === 'swap' && <InReturn {...props} />}
    </>
  )
}

function Offer({ intent, name, zone }: { intent: Extract<Intent, { do: 'accept' }>; name: (id: string) => string; zone: string }) {
  const { swap } = intent
  const back = swap.in_return && { from: Date.parse(swap.in_return.from), to: Date.parse(swap.in_return.to) }
  return <p>{name(swap.person)} offers {stretch(zone, intent)}.{back && ` In return ${name(swap.person)} takes ${stretch(zone, back)}.`}{swap.reason && ` “${swap.reason}”`}</p>
}

const HOUR = 3_600_000

function Times({ rota, intent, typed, type }: Props) {
  const zone = rota.rota.time_zone
  const { from, to } = stretchTyped(zone, intent, typed)
  const shift = (start: number, end: number) => {
    if (from !== undefined && to !== undefined && from + start < to + end) type({ from: wallAt(zone, from + start), to: wallAt(zone, to + end) })
  }
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -HOUR, ArrowRight: HOUR, ArrowUp: -24 * HOUR, ArrowDown: 24 * HOUR }[event.key]
    if (step === undefined) return
    event.preventDefault()
    if (event.shiftKey) shift(0, step)
    else shift(step, step)
  }
  const move = (words: string, start: number, end: number) => (
    <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => shift(start, end)}>{words}</button>
  )
  return (
    <>
      <div className="ctac-times">
        <WhenField label="From" value={typed.from} change={(value) => type({ from: value })} />
        <WhenField label="Until" value={typed.to} change={(value) => type({ to: value })}
          error={from !== undefined && to !== undefined && to <= from ? 'Until must be after from' : undefined} />
      </div>
      <p className="nhsuk-hint" role="status">{from !== undefined && to !== undefined && to > from ? `${stretch(zone, { from, to })}: ${hours(to - from)}` : `On the clock of ${zone}`}</p>
      <div className="ctac-nudge" role="group" aria-label="Move it: arrow keys left and right by an hour, up and down by a day; with Shift its end" onKeyDown={keys}>
        {move('1 h earlier', -HOUR, -HOUR)}{move('1 h later', HOUR, HOUR)}{move('Shorter by 1 h', 0, -HOUR)}{move('Longer by 1 h', 0, HOUR)}
      </div>
    </>
  )
}

function useChoices(): [string, string][] {
  const people = usePeople()
  return people.filter((it) => it.active).map((it): [string, string] => [it.id, it.name ?? it.id]).sort((a, b) => a[1].localeCompare(b[1]))
}

function Whom({ intent, typed, type }: Props) {
  const { arranges } = useMay()
  const people = usePeople()
  const choices = useChoices()
  const kind = intent.do === 'move' ? intent.override.kind : undefined
  if (!arranges || (kind?.do === 'temporary' && kind.members.length !== 1)) {
    return <p>{kind ? kindWords(kind, (id) => nameOf(people, id)) : <>You are on call <strong>besides</strong> whoever is. Who arranges the duty can put you on instead of somebody.</>}</p>
  }
  return (
    <>
      <Radios label="What happens" value={typed.what} change={(what) => type({ what: what as Typed['what'] })} options={[
        { value: 'replace', words: 'Somebody is on instead of somebody' }, { value: 'add', words: 'Somebody is on besides' },
        { value: 'only', words: 'Somebody is on and nobody else' }, { value: 'off', words: 'Somebody is off' },
      ]} />
      {(typed.what === 'replace' || typed.what === 'off') && <SelectField label="Off" value={typed.off} change={(off) => type({ off })} options={[['', 'Choose'], ...choices]} />}
      {typed.what !== 'off' && <SelectField label="On" value={typed.on} change={(on) => type({ on })} options={[['', 'Choose'], ...choices]} />}
    </>
  )
}

function InReturn({ typed, type }: Props) {
  const choices = useChoices().filter(([id]) => id !== typed.person)
  return (
    <>
      <SelectField label="Who is asked" value={typed.asked} change={(asked) => type({ asked })} options={[['', 'Whoever will'], ...choices]} />
      {typed.asked && <Checkbox label="Take a stretch of theirs in return" checked={typed.inReturn} change={(inReturn) => type({ inReturn })} />}
      {typed.asked && typed.inReturn && (
        <div className="ctac-times">
          <WhenField label="In return from" value={typed.returnFrom} change={(returnFrom) => type({ returnFrom })} />
          <WhenField label="In return until" value={typed.returnTo} change={(returnTo) => type({ returnTo })} />
        </div>
      )}
    </>
  )
}
