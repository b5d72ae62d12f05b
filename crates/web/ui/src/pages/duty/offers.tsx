// Shifts on offer: taken whole or in part, declined, taken back.
import { Act } from '../../parts/act'
import { nameOf, usePeople } from '../../parts/people'
import { api } from '../../api/client'
import { useChanged, useMay, type Rota, type Swap } from './data'
import type { Intent } from './intent'
import { hours, stretch } from './words'

interface Props {
  rota: Rota
  swaps: Swap[]
  intend: (intent: Intent) => void
  /** The heading's level: 2 on a rota's page. */
  bare?: boolean
}

export function Offers({ rota, swaps, intend, bare }: Props) {
  if (swaps.length === 0 && bare) return null
  return (
    <section>
      {!bare && <h2 className="nhsuk-heading-m">Shifts on offer</h2>}
      {swaps.length === 0 && <p className="ctac-empty">Nobody offers a shift.</p>}
      <ul className="nhsuk-list ctac-shifts">{swaps.map((swap) => <Offer key={swap.id} rota={rota} swap={swap} intend={intend} />)}</ul>
    </section>
  )
}

function Offer({ rota, swap, intend }: { rota: Rota; swap: Swap; intend: (intent: Intent) => void }) {
  const people = usePeople()
  const may = useMay()
  const changed = useChanged()
  const zone = rota.rota.time_zone
  const name = (id: string) => (id === may.me ? 'you' : nameOf(people, id))
  const at = { from: Date.parse(swap.from), to: Date.parse(swap.to) }
  const back = swap.in_return && { from: Date.parse(swap.in_return.from), to: Date.parse(swap.in_return.to) }
  const asked = swap.to_person === may.me
  const path = { params: { path: { id: swap.id } } }
  const mine = swap.person === may.me
  return (
    <li>
      <span>
        <strong>{mine ? 'You' : name(swap.person)}</strong> {mine ? 'offer' : 'offers'} {stretch(zone, at)} ({hours(at.to - at.from)}){swap.to_person ? ` to ${name(swap.to_person)}` : ' to whoever will take it'}, in {rota.name}.
        {back && <><br />In return: {stretch(zone, back)}.</>}{swap.reason && <><br />“{swap.reason}”</>}
      </span>
      <div className="ctac-offer__acts">
        {!mine && (asked || (!swap.to_person && may.answers)) && (
          <button type="button" className="nhsuk-button nhsuk-button--small" onClick={() => intend({ do: 'accept', swap, ...at })}>{back ? 'Take it' : 'Take it, or a part'}</button>
        )}
        {asked && <Act small kind="secondary" does={() => api.POST('/api/v1/swaps/{id}/decline', path)} done={() => void changed()}>Decline</Act>}
        {(mine || may.arranges) && <Act small kind="secondary" does={() => api.POST('/api/v1/swaps/{id}/withdraw', path)} done={() => void changed()}>Take the offer back</Act>}
      </div>
    </li>
  )
}
