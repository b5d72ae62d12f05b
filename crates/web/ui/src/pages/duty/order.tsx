// Who takes turns in a layer, in order: moved by buttons or drawn with the pointer; several on together in one turn.
import { useState } from 'react'
import { carried } from './edition'

interface Props {
  groups: string[][]
  change: (groups: string[][]) => void
  name: (member: string) => string
  choices: [string, string][]
  error?: string
  layer: string
  /** Each is on alone: nobody is put beside another. */
  alone?: boolean
  legend?: string
}

export function Order({ groups, change, name, choices, error, layer, alone, legend = 'Turns, in order' }: Props) {
  const [held, hold] = useState<number>()
  const [said, say] = useState('')
  const carry = (from: number, to: number) => {
    const next = carried(groups, from, to)
    if (next === groups) return
    change(next)
    say(`${groups[from]!.map(name).join(' with ')} is now number ${to + 1} of ${groups.length}`)
  }
  const put = (index: number, group: string[]) => change(groups.map((it, at) => (at === index ? group : it)).filter((it) => it.length > 0))
  return (
    <fieldset className={`nhsuk-fieldset ctac-order${error && groups.length > 0 ? ' nhsuk-form-group--error' : ''}`}>
      <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{legend}</legend>
      {error && groups.length > 0 && <span className="nhsuk-error-message"><span className="nhsuk-u-visually-hidden">Error:</span> {error}</span>}
      <ol className="ctac-order__list">
        {groups.map((group, index) => {
          const who = group.map(name).join(' with ')
          return (
            <li key={group.join() + index} draggable onDragStart={() => hold(index)} onDragEnd={() => hold(undefined)} onDragOver={(event) => event.preventDefault()}
              onDrop={(event) => { event.preventDefault(); if (held !== undefined) carry(held, index) }} className={held === index ? 'ctac-order__held' : undefined}>
              <span className="ctac-order__who">{group.map((member) => (
                <span key={member}>{name(member)}{group.length > 1 && <button type="button" className="ctac-press" onClick={() => put(index, group.filter((it) => it !== member))}>Take out<span className="nhsuk-u-visually-hidden"> {name(member)}</span></button>} </span>
              ))}</span>
              <span className="ctac-order__acts">
                <button type="button" className="ctac-press" aria-disabled={index === 0 || undefined} onClick={() => carry(index, index - 1)}>Up<span className="nhsuk-u-visually-hidden"> {who}</span></button>
                <button type="button" className="ctac-press" aria-disabled={index === groups.length - 1 || undefined} onClick={() => carry(index, index + 1)}>Down<span className="nhsuk-u-visually-hidden"> {who}</span></button>
                {!alone && <select className="nhsuk-select ctac-order__with" aria-label={`Somebody on together with ${who}`} value="" onChange={(event) => { if (event.target.value) put(index, [...group, event.target.value]) }}>
                  <option value="">with …</option>{choices.filter(([id]) => !group.includes(id)).map(([id, words]) => <option key={id} value={id}>{words}</option>)}
                </select>}
                <button type="button" className="ctac-press" onClick={() => { change(groups.filter((_, at) => at !== index)); say(`${who} was taken out`) }}>Remove<span className="nhsuk-u-visually-hidden"> {who}</span></button>
              </span>
            </li>
          )
        })}
      </ol>
      {groups.length === 0 && <p className="ctac-empty">Nobody yet: add whoever has the first turn.</p>}
      <select className="nhsuk-select" aria-label={`Add somebody to ${layer}`} value="" onChange={(event) => { if (event.target.value) { change([...groups, [event.target.value]]); say(`${name(event.target.value)} was added as number ${groups.length + 1}`) } }}>
        <option value="">Add somebody …</option>{choices.map(([id, words]) => <option key={id} value={id}>{words}</option>)}
      </select>
      <p role="status" className="nhsuk-u-visually-hidden">{said}</p>
    </fieldset>
  )
}
