// Writes notes, decisions and actions: within reach at the foot of the window, out of the way until wanted. What is written is
// kept at each letter and stays until it is on the outbox's disk.
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { composed, type Composed, type Draft } from '../../room/drafts'
import { keepSmall, readSmall } from '../../room/small'
import type { Room, WaitingPost } from '../../room/use-room'
import type { Names } from './around'
import { kindWords, partsOf, postOf } from './compose'
import { Fields } from './fields'
import { useDraft } from './use-draft'
import { Waiting } from './waiting'

const SHORTCUTS = 'ctac.composer.shortcuts'

export function Composer({ room, names }: { room: Room; names: Names }) {
  const person = room.you?.person ?? ''
  const incident = room.incident?.id ?? ''
  const [kind, setKind] = useState<Composed>('note')
  const [open, setOpen] = useState(() => matchMedia('(min-width: 1024px) and (min-height: 700px)').matches)
  const { draft, change, clear, flush, works } = useDraft(person, incident, kind)
  const [error, setError] = useState<{ field: keyof Draft; words: string } | undefined>()
  const [shortcuts, setShortcuts] = useState(() => readSmall(SHORTCUTS) !== 'off')
  const form = useRef<HTMLFormElement>(null)
  const id = useId()

  const choose = (next: Composed) => {
    flush()
    setKind(next)
    setOpen(true)
    setError(undefined)
    requestAnimationFrame(() => form.current?.querySelector('textarea')?.focus())
  }
  const edit = (post: WaitingPost) => {
    const parts = partsOf(post)
    if (!parts) return
    choose(parts.kind)
    change(parts.draft, parts.kind)
  }
  const send = () => {
    const made = postOf(kind, draft, { me: person, now: Date.now() })
    if ('field' in made) return setError(made)
    try {
      const clientId = draft.instead ? room.retry(draft.instead, made) : room.post(made.kind, made.body, made.options)
      clear(room.keptPost(clientId))
      setError(undefined)
      form.current?.querySelector('textarea')?.focus()
    } catch (full) {
      setError({ field: 'text', words: full instanceof Error ? full.message : 'It could not be kept.' })
    }
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      send()
    }
    const nth = shortcuts && event.altKey && !event.ctrlKey ? /^Digit([123])$/.exec(event.code)?.[1] : undefined
    const next = nth && composed[Number(nth) - 1]
    if (next) {
      event.preventDefault()
      choose(next)
    }
  }
  const remember = (on: boolean) => {
    keepSmall(SHORTCUTS, on ? 'on' : 'off')
    setShortcuts(on)
  }
  useFootRoom(form)

  return (
    <section className={`ctac-composer${open ? ' ctac-composer--open' : ''}`} aria-labelledby={id}>
      <h2 className="nhsuk-u-visually-hidden" id={id}>Write to the timeline</h2>
      <Waiting room={room} edit={edit} />
      {room.you?.may_post === false
        ? <p className="ctac-composer__none">You read this incident; your membership does not write.</p>
        : (
          <form ref={form} onKeyDown={keys} onSubmit={(event) => { event.preventDefault(); send() }} noValidate>
            <div className="ctac-composer__kinds" role="group" aria-label="What you write">
              {composed.map((it, at) => (
                <button key={it} type="button" className="ctac-kind" aria-pressed={open && it === kind} onClick={() => choose(it)}
                  aria-keyshortcuts={shortcuts ? `Alt+${at + 1}` : undefined}>{kindWords[it]}</button>
              ))}
              {open && <button type="button" className="ctac-kind ctac-kind--close" onClick={() => setOpen(false)}>Close</button>}
            </div>
            {open && (
              <>
                <Fields kind={kind} draft={draft} change={change} room={room} names={names} error={error} />
                <div className="ctac-composer__acts">
                  <button type="submit" className="nhsuk-button nhsuk-button--small">Post {kindWords[kind].toLowerCase()}</button>
                  {!works && room.kept && <span role="status">This browser is full: what stands here is gone when you close the page.</span>}
                  {room.state !== 'live' && <span>Not connected: it is kept, and sent when you are.</span>}
                  <Keys shortcuts={shortcuts} remember={remember} />
                </div>
              </>
            )}
          </form>
        )}
      <Doing room={room} writing={open && draft.text !== ''} />
    </section>
  )
}

/** The keys there are, and the switch of those that another program may want. */
function Keys({ shortcuts, remember }: { shortcuts: boolean; remember: (on: boolean) => void }) {
  return (
    <details className="ctac-fields__more ctac-keys">
      <summary>Keys</summary>
      <p>Ctrl and Enter posts.</p>
      <label className="ctac-tick"><input type="checkbox" checked={shortcuts} onChange={(event) => remember(event.target.checked)} /> Alt and 1, 2, 3 choose note, decision, action</label>
    </details>
  )
}

/** Tells the others that one writes. */
function Doing({ room, writing }: { room: Room; writing: boolean }) {
  const { doing } = room
  useEffect(() => doing(writing ? 'writing' : 'reading'), [doing, writing])
  return null
}

/** What has the focus is never behind the composer: the window scrolls it clear. */
function useFootRoom(form: React.RefObject<HTMLFormElement | null>) {
  useEffect(() => {
    const foot = form.current?.closest<HTMLElement>('.ctac-composer')
    if (!foot) return
    const root = document.documentElement
    const measure = new ResizeObserver(() => {
      root.style.setProperty('scroll-padding-bottom', `${foot.offsetHeight + 48}px`)
      root.style.setProperty('--ctac-foot', `${foot.offsetHeight}px`)
    })
    measure.observe(foot)
    return () => {
      measure.disconnect()
      root.style.removeProperty('scroll-padding-bottom')
      root.style.removeProperty('--ctac-foot')
    }
  }, [form])
}
