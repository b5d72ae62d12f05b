// Now: what whoever is signed in must do first, on top and big; then what is going on. It refreshes by itself, and moves
// nothing while it is touched.
import { useQueries } from '@tanstack/react-query'
import { useEffect, useId, useRef, useState } from 'react'
import { api, whole, type Schema } from '../../api/client'
import { words } from '../../api/problem'
import { useMe, type Me } from '../../me'
import { secondsOf } from '../../parts/instants'
import { Loading } from '../../parts/loading'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'
import { asks, isOpen, statusOf, useCallOuts, useIncidents, useOnCall, usePages, useSteps, useSwaps, type Page, type Waiting } from './asks'
import { CallOutItem, saidTo } from './call-out-item'
import { useKept, type Item } from './first'
import { Begin, Incidents, OnCallNow, GapsAhead } from './around'
import { PageItem } from './page-item'
import { StepItem, SwapItem } from './small-items'

type Todo =
  | { kind: 'page'; page: Page }
  | { kind: 'call-out'; callOut: Schema<'CallOut'> }
  | { kind: 'step'; waiting: Waiting }
  | { kind: 'swap'; swap: Schema<'SwapView'> }

export default function Now() {
  const me = useMe()
  const pages = usePages()
  const callOuts = useCallOuts()
  const incidents = useIncidents()
  const swaps = useSwaps()
  const onCall = useOnCall()
  const open = (incidents.data?.items ?? []).filter((it) => it.status !== 'closed')
  const steps = useSteps(open.filter((it) => it.readable).map((it) => it.id), me?.person)
  const items = me ? todo(me, pages.data ?? [], callOuts.data ?? [], steps.data ?? [], swaps.data ?? []) : []
  const kept = useKept(items, me !== undefined && pages.isFetched && callOuts.isFetched)
  const settled = new Set(kept.shown.filter(({ id, of }) => (of.kind === 'swap' ? swaps.isSuccess : of.kind === 'step') && !items.some((it) => it.id === id)).map(({ id }) => id))
  const current = useCurrent(kept.shown, pages.data, callOuts.data)
  const error = pages.error ?? callOuts.error
  return (
    <>
      <Title>Now</Title>
      <NewPages pages={me ? (pages.data ?? []).filter((page) => isOpen(page) && asks(page, me.person)) : []} loaded={pages.isSuccess} />
      {error && <Refused error={error} again={() => { void pages.refetch(); void callOuts.refetch() }} />}
      {me && pages.isFetched
        ? <Todos items={current} settled={settled} me={me.person} rotaOf={(id) => onCall.data?.find((it) => it.rota === id)?.name ?? 'a rota'} failed={error !== null} />
        : !error && <Loading what="what waits for you" />}
      {kept.waiting.length > 0 && (
        <div className="ctac-arrived">
          <button type="button" className="nhsuk-button" onClick={kept.show}>Show {kept.waiting.length} new</button>
        </div>
      )}
      <p className="ctac-todo__small">{pages.isSuccess && !error ? `As of ${secondsOf(new Date(pages.dataUpdatedAt))}. This page looks again by itself.` : error ? `Not up to date: ${words(error).title}` : ''}</p>
      <Begin me={me} />
      <div className="ctac-around">
        <Incidents open={open} more={!!incidents.data?.next} error={incidents.error} loading={incidents.isPending} />
        <div className="ctac-around__side">
          <OnCallNow rotas={onCall.data} error={onCall.error} />
          <GapsAhead />
        </div>
      </div>
    </>
  )
}

/** All that waits for one person: their pages by severity and age, then questions, then work, then where they may help. */
export function todo({ person: me, roles }: Pick<Me, 'person' | 'roles'>, pages: Page[], callOuts: Schema<'CallOut'>[], steps: Waiting[], swaps: Schema<'SwapView'>[]): Item<Todo>[] {
  const worst = (one: Page, other: Page) => one.severity.localeCompare(other.severity) || one.raised_at.localeCompare(other.raised_at)
  const open = pages.filter(isOpen).sort(worst)
  // A colleague may take it too; the service decides, and who only reads is not asked.
  const helps = (page: Page) => !asks(page, me) && roles.some((role) => role === 'responder' || role === 'incident-lead' || (role === 'cell-admin' && statusOf(page).is === 'exhausted'))
  const of = (kind: string, id: string, it: Todo): Item<Todo> => ({ id: `${kind}-${id}`, of: it })
  return [
    ...open.filter((page) => asks(page, me)).map((page) => of('page', page.id, { kind: 'page', page })),
    ...callOuts.filter((it) => it.people.some((called) => called.person === me) && !saidTo(it, me)).map((callOut) => of('call-out', callOut.id, { kind: 'call-out', callOut })),
    ...steps.map((waiting) => of('step', `${waiting.run.id}-${waiting.step.instance}`, { kind: 'step', waiting })),
    ...swaps.filter((it) => it.to_person === me).map((swap) => of('swap', swap.id, { kind: 'swap', swap })),
    ...open.filter(helps).map((page) => of('page', page.id, { kind: 'page', page })),
  ]
}

/** What is shown and needs no answer any more, as it is now: who took the page, what one said to the call-out. */
function useCurrent(shown: Item<Todo>[], pages: Page[] | undefined, callOuts: Schema<'CallOut'>[] | undefined): Item<Todo>[] {
  const known = new Map((pages ?? []).map((page) => [page.id, page]))
  const gone = shown.flatMap(({ of }) => (of.kind === 'page' && !known.has(of.page.id) ? [of.page.id] : []))
  const asked = useQueries({
    queries: gone.map((id) => ({ queryKey: ['page', id], queryFn: () => whole(api.GET('/api/v1/pages/{id}', { params: { path: { id } } })), staleTime: 10_000 })),
  })
  for (const { data } of asked) if (data) known.set(data.id, data)
  return shown.map(({ id, of }) => {
    switch (of.kind) {
      case 'page': return { id, of: { kind: 'page', page: known.get(of.page.id) ?? of.page } }
      case 'call-out': return { id, of: { kind: 'call-out', callOut: callOuts?.find((it) => it.id === of.callOut.id) ?? of.callOut } }
      case 'step': case 'swap': return { id, of }
    }
  })
}

/** `settled` are those that nothing is to be done about any more: they keep their place, without their buttons. */
function Todos({ items, settled, me, rotaOf, failed }: { items: Item<Todo>[]; settled: Set<string>; me: string; rotaOf: (id: string) => string; failed: boolean }) {
  const id = useId()
  if (items.length === 0) return failed ? null : <p className="ctac-nothing"><strong>Nothing waits for you.</strong></p>
  return (
    <section aria-labelledby={id} className="ctac-todos">
      <h2 id={id} className="nhsuk-u-visually-hidden">What waits for you</h2>
      {items.map(({ id: key, of }) => {
        const heading = `${id}-${key}`
        switch (of.kind) {
          case 'page': return <PageItem key={key} page={of.page} me={me} heading={heading} />
          case 'call-out': return <CallOutItem key={key} callOut={of.callOut} me={me} heading={heading} />
          case 'step': return <StepItem key={key} waiting={of.waiting} me={me} heading={heading} over={settled.has(key)} />
          case 'swap': return <SwapItem key={key} swap={of.swap} heading={heading} rota={rotaOf(of.swap.rota)} over={settled.has(key)} />
        }
      })}
    </section>
  )
}

/** A page that comes while one looks elsewhere on the page is said at once. */
function NewPages({ pages, loaded }: { pages: Page[]; loaded: boolean }) {
  const known = useRef<Set<string>>(undefined)
  const [said, setSaid] = useState('')
  const ids = pages.map((page) => `${page.id}:${page.severity}:${statusOf(page).is}`).join(' ')
  useEffect(() => {
    if (!loaded) return
    const now = ids === '' ? [] : ids.split(' ').map((it) => it.split(':'))
    const fresh = now.filter(([id]) => known.current && !known.current.has(id ?? ''))
    if (fresh.length > 0) setSaid(`New page for you: ${fresh.map(([, severity]) => severity).join(', ')}. It is in the list at the top.`)
    known.current = new Set([...(known.current ?? []), ...now.map(([id]) => id ?? '')])
  }, [ids, loaded])
  return <div role="alert" className="nhsuk-u-visually-hidden">{said}</div>
}
