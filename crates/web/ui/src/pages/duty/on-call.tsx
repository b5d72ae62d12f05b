// Who is on call now, in each rota and by team, until when and who next; gaps first and loud. For a phone in one hand.
import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { Loading } from '../../parts/loading'
import { Person } from '../../parts/people'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'
import { Chooser } from './chooser'
import { coverageQuery, onCallQuery, swapsQuery, teamsQuery, useMay, useRotas, type OnCall, type Rota } from './data'
import type { Intent } from './intent'
import { DutyMenu } from './menu'
import { OnNow } from './on-now'
import { hours, stretch } from './words'
import { useNow } from '../../parts/now'

/** How far ahead this page warns of gaps, in days. */
const AHEAD = 14
/** Gaps named at the top: who is on call must be in sight below them. */
const NAMED = 3

export default function OnCallPage() {
  const rotas = useRotas()
  const onCall = useQuery(onCallQuery)
  const swaps = useQuery(swapsQuery).data ?? []
  const may = useMay()
  const now = useNow(30)
  const [open, setOpen] = useState<{ rota: Rota; intent: Intent }>()
  const [said, say] = useState('')
  if (onCall.error && !onCall.data) return <><Title>On call</Title><Refused error={onCall.error} again={() => void onCall.refetch()} /></>
  if (!rotas || !onCall.data) return <><Title>On call</Title><Loading what="who is on call" /></>
  const found = new Map(onCall.data.map((it) => [it.rota, it]))
  const takes = may.answers || may.arranges
  return (
    <>
      <Title>On call</Title>
      <DutyMenu />
      <Gaps rotas={rotas.filter((it) => it.duty !== 'other')} onCall={onCall.data} />
      <p role="status" className="ctac-said">{said}</p>
      {rotas.length === 0 && <p className="ctac-empty">There is no rota yet: nobody is on call, and pages go to no duty. A cell administrator makes one.</p>}
      <ul className="ctac-duty-cards">
        {rotas.map((rota) => {
          const it = found.get(rota.id)
          return (
            <li key={rota.id} className="ctac-duty-card">
              <h2 className="nhsuk-heading-s"><Link href={`/on-call/${rota.id}`}>{rota.name}</Link></h2>
              <Tag rota={rota} rotas={rotas} />
              {it && <OnNow it={it} zone={rota.rota.time_zone} take={takes ? (gap) => setOpen({ rota, intent: { do: 'override', on: may.me, ...gap } }) : undefined} />}
              {rota.note && <p className="ctac-duty-card__note">Note from {rota.note.by ? <Person id={rota.note.by} /> : 'the service'}: {rota.note.text}</p>}
            </li>
          )
        })}
      </ul>
      <ByTeam onCall={onCall.data} />
      {may.configures && <p><Link href="/on-call/new" className="nhsuk-button nhsuk-button--secondary">Make a rota</Link></p>}
      {open && <Chooser rota={open.rota} chosen={{ what: 'intent', intent: open.intent }} swaps={swaps} now={now} close={() => setOpen(undefined)} said={say} />}
    </>
  )
}

function Tag({ rota, rotas }: { rota: Rota; rotas: Rota[] }) {
  const first = rotas.find((other) => other.deputy === rota.id)
  return first ? <p className="ctac-duty-card__tag">Stands in for {first.name}</p> : null
}

/** Every gap of the next days in the rotas that wake and lead, those that are open now first: others may be meant for office hours. */
function Gaps({ rotas, onCall }: { rotas: Rota[]; onCall: OnCall[] }) {
  const found = useQueries({ queries: rotas.map((rota) => coverageQuery(rota.id, AHEAD)) })
  const open = rotas.filter((rota) => onCall.some((it) => it.rota === rota.id && it.people.length === 0)).length
  const all = rotas.flatMap((rota, index) => (found[index]?.data?.now.gaps ?? []).map((gap) => ({ rota, gap })))
  const now = useNow(30, all.map(({ gap }) => Date.parse(gap.to)))
  const gaps = all.filter(({ gap }) => Date.parse(gap.to) > now)
  gaps.sort((a, b) => Date.parse(a.gap.from) - Date.parse(b.gap.from))
  if (gaps.length === 0) {
    if (found.some((it) => it.isPending || it.error)) return null
    return <p className="ctac-ok">No gap in the next {AHEAD} days among responders and leads.</p>
  }
  return (
    <div className="ctac-loud" role="region" aria-label="Gaps">
      <h2 className="nhsuk-heading-s">{open > 0 ? `Nobody is on call now in ${open} of ${rotas.length} rotas` : `${gaps.length === 1 ? 'A gap' : `${gaps.length} gaps`} in the next ${AHEAD} days`}</h2>
      <ul className="nhsuk-list">
        {gaps.slice(0, NAMED).map(({ rota, gap }) => {
          const at = { from: Date.parse(gap.from), to: Date.parse(gap.to) }
          return (
            <li key={rota.id + gap.from}>
              <Link href={`/on-call/${rota.id}/coverage`}>{rota.name}</Link>: {stretch(rota.rota.time_zone, at)} ({hours(at.to - at.from)}), {gap.unreachable.length === 0 ? 'nobody' : <>cannot be reached: {gap.unreachable.map((id) => <Person key={id} id={id} />)}</>}
            </li>
          )
        })}
      </ul>
      {gaps.length > NAMED && <p>And {gaps.length - NAMED} more.</p>}
    </div>
  )
}

function ByTeam({ onCall }: { onCall: OnCall[] }) {
  const teams = useQuery(teamsQuery).data ?? []
  if (teams.length === 0) return null
  return (
    <section>
      <h2 className="nhsuk-heading-m">By team</h2>
      <ul className="nhsuk-list ctac-teams">
        {teams.map((team) => {
          const on = team.members.flatMap((id) => onCall.filter((it) => it.people.includes(id)).map((it) => ({ id, it })))
          return (
            <li key={team.id}>
              <strong>{team.name}</strong>: {on.length === 0 ? 'nobody of it is on call' : on.map(({ id, it }, index) => <span key={id + it.rota}>{index > 0 && '; '}<Person id={id} /> ({it.name})</span>)}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
