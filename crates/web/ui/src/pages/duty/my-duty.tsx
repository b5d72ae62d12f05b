// One's own duty: the next shifts, what one is asked to take, when one is away, how one hears of it, and the calendar feed.
import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { Act } from '../../parts/act'
import { api } from '../../api/client'
import { Loading } from '../../parts/loading'
import { Person } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'
import { Until } from '../../parts/time'
import { useNow } from '../../parts/now'
import { ZONE } from '../../parts/instants'
import { Away } from './away'
import { Chooser } from './chooser'
import { absencesQuery, shiftsQuery, swapsQuery, useChanged, useMay, useRotas, type Rota } from './data'
import { read, today, type Shift } from './days'
import { Feeds } from './feeds'
import type { Intent } from './intent'
import { DutyMenu } from './menu'
import { Offers } from './offers'
import { Preferences } from './preferences'
import { hours, stretch } from './words'
import { dayStart } from './zone'

/** How far ahead shifts are shown, in days. */
const AHEAD = 62

export default function MyDuty() {
  const rotas = useRotas()
  const may = useMay()
  return (
    <>
      <Title>My duty</Title>
      <DutyMenu />
      {rotas && may.me ? <Shown rotas={rotas} /> : <Loading what="your duty" />}
    </>
  )
}

interface Mine {
  rota: Rota
  shift: Shift
}

function Shown({ rotas }: { rotas: Rota[] }) {
  const may = useMay()
  // From midnight, so that the same is asked all day, and found again offline.
  const from = dayStart(ZONE, today(ZONE, useNow(30)))
  const found = useQueries({ queries: rotas.map((rota) => shiftsQuery(rota.id, from, from + AHEAD * 86_400_000)) })
  const swaps = useQuery(swapsQuery)
  const [open, setOpen] = useState<{ rota: Rota; intent: Intent }>()
  const [said, say] = useState('')
  const all: Mine[] = rotas.flatMap((rota, index) => read(found[index]?.data ?? []).filter((it) => it.people.includes(may.me)).map((shift) => ({ rota, shift })))
  const now = useNow(30, all.flatMap(({ shift }) => [shift.from, shift.to]))
  const mine = all.filter(({ shift }) => shift.to > now)
  mine.sort((a, b) => a.shift.from - b.shift.from)
  const asked = (swaps.data ?? []).filter((it) => it.to_person === may.me || it.person === may.me || (!it.to_person && may.answers))
  const error = found.find((it) => it.error)?.error
  return (
    <>
      <p role="status" className="ctac-said">{said}</p>
      {asked.some((it) => it.to_person === may.me) && <p className="ctac-loud"><strong>You are asked to take a shift.</strong> See below, under shifts on offer.</p>}
      <h2 className="nhsuk-heading-m">My next shifts</h2>
      {error && <Refused error={error} />}
      {found.some((it) => it.isPending) && !error && <Loading what="your shifts" />}
      {mine.length === 0 && found.every((it) => it.data) && <p className="ctac-empty">You are not on call in the next {AHEAD} days.</p>}
      <ul className="nhsuk-list ctac-shifts">
        {mine.slice(0, 30).map((it) => <Own key={it.rota.id + it.shift.from} it={it} now={now} intend={(intent) => setOpen({ rota: it.rota, intent })} />)}
      </ul>
      {mine.length > 30 && <p>And {mine.length - 30} more in the next {AHEAD} days.</p>}
      <h2 className="nhsuk-heading-m">Shifts on offer</h2>
      {swaps.error && <Refused error={swaps.error} />}
      {swaps.data && asked.length === 0 && <p className="ctac-empty">Nothing is on offer to you.</p>}
      {rotas.map((rota) => <Offers bare key={rota.id} rota={rota} swaps={asked.filter((it) => it.rota === rota.id)} intend={(intent) => setOpen({ rota, intent })} />)}
      <Absences />
      <Notes rotas={rotas.filter((rota) => mine.some((it) => it.rota.id === rota.id))} />
      <Preferences />
      <Feeds rotas={rotas} />
      {open && <Chooser rota={open.rota} chosen={{ what: 'intent', intent: open.intent }} swaps={swaps.data ?? []} now={now} close={() => setOpen(undefined)} said={say} />}
    </>
  )
}

function Own({ it: { rota, shift }, now, intend }: { it: Mine; now: number; intend: (intent: Intent) => void }) {
  const may = useMay()
  const zone = rota.rota.time_zone
  const words = stretch(zone, shift)
  const others = shift.people.filter((id) => id !== may.me)
  const from = Math.max(shift.from, Math.ceil(now / 60_000) * 60_000)
  const on = shift.from <= now
  return (
    <li className={on ? 'ctac-shifts__now' : undefined}>
      <span>
        <strong><Link href={`/on-call/${rota.id}`}>{rota.name}</Link></strong>{on && <strong> – you are on call now</strong>}<br />{words} ({hours(shift.to - shift.from)})<br />
        {on ? <>over <Until at={new Date(shift.to).toISOString()} /></> : <>begins <Until at={new Date(shift.from).toISOString()} /></>}
        {others.length > 0 && <>, together with {others.map((id, index) => <span key={id}>{index > 0 && ', '}<Person id={id} /></span>)}</>}
      </span>
      <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={() => intend({ do: 'swap', person: may.me, from, to: shift.to })}>
        Offer as a swap<span className="nhsuk-u-visually-hidden"> {rota.name}, {words}</span>
      </button>
    </li>
  )
}

function Absences() {
  const may = useMay()
  const absences = useQuery(absencesQuery)
  const now = useNow(30, absences.data?.map((it) => Date.parse(it.to)))
  const changed = useChanged()
  const mine = (absences.data ?? []).filter((it) => it.person === may.me && Date.parse(it.to) > now)
  return (
    <section>
      <h2 className="nhsuk-heading-m">When I am away</h2>
      {absences.error && <Refused error={absences.error} />}
      {absences.data && mine.length === 0 && <p className="ctac-empty">You have said of no time that you are away.</p>}
      <ul className="nhsuk-list ctac-shifts">
        {mine.map((it) => (
          <li key={it.id}>
            <span>{stretch(ZONE, { from: Date.parse(it.from), to: Date.parse(it.to) })}</span>
            <Act small kind="secondary" does={() => api.DELETE('/api/v1/absences/{id}', { params: { path: { id: it.id } } })} done={() => void changed()}>I can after all</Act>
          </li>
        ))}
      </ul>
      <Away />
    </section>
  )
}

function Notes({ rotas }: { rotas: Rota[] }) {
  const noted = rotas.filter((rota) => rota.note)
  if (noted.length === 0) return null
  return (
    <section>
      <h2 className="nhsuk-heading-m">Notes from the shift before</h2>
      {noted.map((rota) => <figure className="ctac-note" key={rota.id}><blockquote>{rota.note?.text}</blockquote><figcaption><Link href={`/on-call/${rota.id}`}>{rota.name}</Link></figcaption></figure>)}
    </section>
  )
}
