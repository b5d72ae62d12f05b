// What can be done about a shift, a gap, an override or an absence that was chosen: a dialog with each act, then that act's form.
import { useEffect, useRef, useState } from 'react'
import { nameOf, usePeople } from '../../parts/people'
import { kindWords, useMay, type Rota, type Swap } from './data'
import { meets } from './days'
import { ActForm } from './form'
import type { Intent } from './intent'
import type { Chosen } from './lines'
import { hours, listed, stretch } from './words'

interface Props {
  rota: Rota
  /** What was chosen; or at once what is to be done about it. */
  chosen: Chosen | { what: 'intent'; intent: Intent }
  swaps: Swap[]
  now: number
  close: () => void
  said: (words: string) => void
}

export function Chooser({ rota, chosen, swaps, now, close, said }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [intent, setIntent] = useState<Intent | undefined>(chosen.what === 'intent' ? chosen.intent : undefined)
  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal()
  }, [])
  useEffect(() => {
    dialog.current?.querySelector<HTMLElement>(intent ? 'input, select, textarea, button' : 'button')?.focus()
  }, [intent])
  const back = () => (chosen.what === 'intent' ? dialog.current?.close() : setIntent(undefined))
  return (
    <dialog ref={dialog} className="ctac-dialog ctac-chooser" aria-labelledby="ctac-act-title" onClose={() => { close(); requestAnimationFrame(backToPage) }}>
      {intent
        ? <ActForm rota={rota} intent={intent} back={back} done={() => { said('Saved.'); dialog.current?.close() }} />
        : chosen.what !== 'intent' && <Menu rota={rota} chosen={chosen} swaps={swaps} now={now} choose={setIntent} close={() => dialog.current?.close()} />}
    </dialog>
  )
}

/** What was chosen may be gone once it was moved: the focus goes to the grid it stood in, or to the page, never nowhere. */
function backToPage() {
  if (document.activeElement && document.activeElement !== document.body) return
  const place = document.querySelector<HTMLElement>('[data-cell][tabindex="0"]') ?? document.getElementById('main')
  place?.focus()
}

interface MenuProps {
  rota: Rota
  chosen: Chosen
  swaps: Swap[]
  now: number
  choose: (intent: Intent) => void
  close: () => void
}

function Menu({ rota, chosen, swaps, now, choose, close }: MenuProps) {
  const people = usePeople()
  const may = useMay()
  const name = (id: string) => nameOf(people, id)
  const acts = chosen.to <= now || rota.retired ? [] : actsFor({ rota, chosen, swaps, now, may, name })
  return (
    <>
      <h2 className="nhsuk-heading-m" id="ctac-act-title">{titleOf(chosen, name, now)}</h2>
      <p>{stretch(rota.rota.time_zone, chosen)}: {hours(chosen.to - chosen.from)}, in {rota.name}.</p>
      {chosen.what === 'override' && <p>Because: {chosen.override.reason}{chosen.override.by && ` (${name(chosen.override.by)})`}</p>}
      {acts.length === 0 && <p>{chosen.to <= now ? 'It is over: the past does not change.' : 'There is nothing that you may do about it.'}</p>}
      <div className="ctac-choices">
        {acts.map(({ words, intent }) => <button type="button" className="nhsuk-button nhsuk-button--secondary" key={words} onClick={() => choose(intent)}>{words}</button>)}
      </div>
      <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={close}>Close</button>
    </>
  )
}

function titleOf(chosen: Chosen, name: (id: string) => string, now: number): string {
  if (chosen.what === 'override') return `Override: ${kindWords(chosen.override.kind, name)}`
  if (chosen.what === 'absence') return `${name(chosen.absence.person)} is away`
  if (chosen.people.length > 0) return listed(chosen.people.map(name))
  return chosen.to <= now ? 'Nobody was on call' : 'Gap: nobody is on call'
}

interface Asked extends Omit<MenuProps, 'choose' | 'close'> {
  may: ReturnType<typeof useMay>
  name: (id: string) => string
}

function actsFor(asked: Asked): { words: string; intent: Intent }[] {
  const { chosen, may, name } = asked
  const at = { from: chosen.from, to: chosen.to }
  if (chosen.what === 'override') {
    const { override } = chosen
    const own = override.by === may.me && !override.swap && override.kind.do === 'add' && override.kind.member === may.me
    if (!may.arranges && !own) return []
    return [{ words: 'Move it or change it', intent: { do: 'move', override, ...at } }, { words: 'Take it away', intent: { do: 'remove', override, ...at } }]
  }
  if (chosen.what === 'absence') {
    const mine = chosen.absence.person === may.me
    return mine || may.manages ? [{ words: mine ? 'I can after all' : `${name(chosen.absence.person)} can after all`, intent: { do: 'back', absence: chosen.absence, ...at } }] : []
  }
  return shiftActs(asked, chosen.people, at)
}

function shiftActs({ rota, swaps, now, may, name }: Asked, people: string[], at: { from: number; to: number }): { words: string; intent: Intent }[] {
  const acts: { words: string; intent: Intent }[] = []
  // What is under way is acted on from now; the rules cut off the rest.
  const from = { ...at, from: Math.max(at.from, Math.ceil(now / 60_000) * 60_000) }
  const [first] = people
  const on = people.includes(may.me)
  for (const swap of swaps.filter((it) => it.rota === rota.id && it.status.is === 'open' && it.person !== may.me && (!it.to_person || it.to_person === may.me))) {
    const offered = { from: Date.parse(swap.from), to: Date.parse(swap.to) }
    if (meets(offered, at)) acts.push({ words: `Take what ${name(swap.person)} offers`, intent: { do: 'accept', swap, ...offered } })
  }
  if (!first) {
    if (may.answers || may.arranges) acts.push({ words: 'I take this', intent: { do: 'override', on: may.me, ...from } })
    if (may.arranges) acts.push({ words: 'Put somebody on', intent: { do: 'override', ...from } })
    return acts
  }
  if (!on && may.arranges) acts.push({ words: 'Take it over', intent: { do: 'override', off: first, on: may.me, ...from } })
  if (!on && !may.arranges && may.answers) acts.push({ words: 'Take it too, besides', intent: { do: 'override', on: may.me, ...from } })
  if (may.arranges) acts.push({ words: 'Put somebody else on', intent: { do: 'override', off: first, ...from } })
  if (on) acts.push({ words: 'Offer it as a swap', intent: { do: 'swap', person: may.me, ...from } })
  for (const person of people.filter((it) => it !== may.me)) {
    if (may.arranges) acts.push({ words: `Offer it as a swap for ${name(person)}`, intent: { do: 'swap', person, ...from } })
    if (may.manages) acts.push({ words: `${name(person)} is away then`, intent: { do: 'absence', person, ...from } })
  }
  if (on) acts.push({ words: 'I am away then', intent: { do: 'absence', person: may.me, ...from } })
  return acts
}
