// One rota: who is on now, its timeline and its calendar, what is offered, and every act on a shift.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'wouter'
import { Loading } from '../../parts/loading'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'
import { Board } from './board'
import { Chooser } from './chooser'
import { onCallQuery, rotaQuery, swapsQuery, useMay, type Rota } from './data'
import type { Intent } from './intent'
import type { Chosen } from './lines'
import { Note } from './note'
import { OnNow } from './on-now'
import { Offers } from './offers'
import { useNow } from '../../parts/now'

export default function RotaPage() {
  const { rota: id } = useParams<{ rota: string }>()
  const rota = useQuery(rotaQuery(id))
  if (rota.error && !rota.data) return <><Title>A rota</Title><Refused error={rota.error} again={() => void rota.refetch()} /></>
  if (!rota.data) return <><Title>A rota</Title><Loading what="the rota" /></>
  return <Shown rota={rota.data} key={rota.data.id} />
}

type Open = Chosen | { what: 'intent'; intent: Intent }

function Shown({ rota }: { rota: Rota }) {
  const may = useMay()
  const now = useNow(30)
  const onCall = useQuery(onCallQuery).data?.find((it) => it.rota === rota.id)
  const swaps = useQuery(swapsQuery).data ?? []
  const [open, setOpen] = useState<Open>()
  const [said, say] = useState('')
  const intend = (intent: Intent) => setOpen({ what: 'intent', intent })
  return (
    <>
      <p className="ctac-back"><Link href="/on-call">On call</Link></p>
      <Title>{rota.name}</Title>
      {rota.retired && <p><strong>Retired.</strong> Nobody is on call in it any more; its past can be read.</p>}
      {onCall && <OnNow it={onCall} zone={rota.rota.time_zone} take={may.answers || may.arranges ? (gap) => intend({ do: 'override', on: may.me, ...gap }) : undefined} />}
      <p role="status" className="ctac-said">{said}</p>
      <ul className="ctac-links">
        <li><Link href={`/on-call/${rota.id}/coverage`}>Gaps and coverage</Link></li>
        <li><Link href={`/on-call/${rota.id}/fairness`}>Fairness</Link></li>
        {may.configures && !rota.retired && <li><Link href={`/on-call/${rota.id}/edit`}>Edit this rota</Link></li>}
        {may.arranges && !rota.retired && <li><Link href={`/on-call/${rota.id}/import`}>Import a calendar</Link></li>}
      </ul>
      <Board rota={rota} now={now} choose={setOpen} intend={intend} />
      <Offers rota={rota} swaps={swaps.filter((it) => it.rota === rota.id)} intend={intend} />
      <Note rota={rota} on={onCall?.people.includes(may.me) ?? false} />
      {open && <Chooser rota={rota} chosen={open} swaps={swaps} now={now} close={() => setOpen(undefined)} said={say} />}
    </>
  )
}
