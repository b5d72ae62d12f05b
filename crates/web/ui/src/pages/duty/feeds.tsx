// Calendar feeds: an address for a calendar program, shown once when it is made; whoever has it reads the feed.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api, whole, type Schema } from '../../api/client'
import { Confirm } from '../../parts/confirm'
import { SelectField } from '../../parts/field'
import { Refused } from '../../parts/refused'
import { Time } from '../../parts/time'
import type { Rota } from './data'

const query = { queryKey: ['feeds'], queryFn: async () => (await whole(api.GET('/api/v1/feeds'))).items as Schema<'FeedView'>[] }

export function Feeds({ rotas }: { rotas: Rota[] }) {
  const feeds = useQuery(query)
  const queries = useQueryClient()
  const [of, setOf] = useState('')
  const again = () => queries.invalidateQueries({ queryKey: ['feeds'] })
  const make = useMutation({ mutationFn: () => whole(api.POST('/api/v1/feeds', { body: { rota: of || null } })), onSuccess: again })
  const words = (rota: string | null | undefined) => (rota ? `All shifts of ${rotas.find((it) => it.id === rota)?.name ?? 'a rota that is retired: it shows nothing'}` : 'My shifts in every rota')
  return (
    <section>
      <h2 className="nhsuk-heading-m">My calendar feed</h2>
      <p>An address that a calendar program reads by itself: the past 30 days and the next 180.</p>
      {feeds.error && <Refused error={feeds.error} />}
      {feeds.data?.length === 0 && <p className="ctac-empty">You have no feed.</p>}
      <ul className="nhsuk-list ctac-shifts">
        {feeds.data?.map((feed) => (
          <li key={feed.id}>
            <span><strong>{words(feed.rota)}</strong><br />made <Time at={feed.created_at} /></span>
            <Confirm small button="Revoke" title="Revoke this feed?" kind="warning" does="Revoke it" done={() => { if (make.data?.id === feed.id) make.reset(); void again() }}
              act={() => api.DELETE('/api/v1/feeds/{id}', { params: { path: { id: feed.id } } })}>
              <p>{words(feed.rota)}. Its address shows nothing any more; calendar programs that read it go empty or stale.</p>
            </Confirm>
          </li>
        ))}
      </ul>
      {make.data && <Made url={make.data.url} />}
      {make.error && <Refused error={make.error} />}
      <SelectField label="A feed of" value={of} change={setOf} options={[['', words(null)], ...rotas.map((rota): [string, string] => [rota.id, words(rota.id)])]} />
      <button type="button" className="nhsuk-button nhsuk-button--secondary" aria-disabled={make.isPending || undefined} onClick={() => { if (!make.isPending) make.mutate() }}>Make a feed</button>
    </section>
  )
}

function Made({ url }: { url: string }) {
  const [copied, setCopied] = useState<boolean>()
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [url])
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url)
      setCopied(true)
    } catch {
      field.current?.select()
      setCopied(false)
    }
  }
  return (
    <div className="nhsuk-inset-text">
      <p><strong>This is its address, shown only now.</strong> Whoever has it reads the feed: keep it as you would a password.</p>
      <input ref={field} className="nhsuk-input" readOnly value={url} aria-label="Address of the feed" onFocus={(event) => event.target.select()} />
      <p className="ctac-made"><button type="button" className="nhsuk-button nhsuk-button--small" onClick={() => void copy()}>Copy the address</button>
        <span role="status">{copied === true && ' Copied.'}{copied === false && ' It is marked: copy it with your keyboard or menu.'}</span></p>
    </div>
  )
}
