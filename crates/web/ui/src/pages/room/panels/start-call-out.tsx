// Asking people whether they can attend: whom, how many of each role are enough, by when.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { api, whole, type Schema } from '../../../api/client'
import { useDraft } from '../../../parts/draft'
import { Checkbox, TextField } from '../../../parts/field'
import { nameOf, useOrganisations, usePeople } from '../../../parts/people'
import { Refused } from '../../../parts/refused'
import type { Role } from '../../../api/objects'
import { rolesOf } from '../../../parts/words'
import { rotasQuery, teamsQuery } from '../../policies/asks'
import { Fold } from './panel'

interface Typed {
  /** Whom: `kind:id`. */
  ask: string[]
  needs: Partial<Record<Role, string>>
  within: string
  lasts: string
  again: string
  reason: string
  join: boolean
}

const empty = (): Typed => ({ ask: [], needs: {}, within: '60', lasts: '30', again: '5', reason: '', join: true })

/** Roles that a call-out is usually after, and groups to ask by role. */
const roles: Role[] = ['responder', 'incident-lead', 'loggist', 'communications']

export function StartCallOut({ incident, joins }: { incident: string; joins: boolean }) {
  const [typed, change, forget] = useDraft(`call-out.${incident}`, empty)
  const id = useRef(crypto.randomUUID())
  const form = useRef<HTMLFormElement>(null)
  const start = useMutation({
    mutationFn: () => whole(api.POST('/api/v1/incidents/{id}/call-outs', { params: { path: { id: incident } }, body: body(id.current, typed, joins) })),
    onSuccess: () => {
      id.current = crypto.randomUUID()
      forget()
      // The table of answers stands above: an empty form below it would look as if nobody had been asked.
      const fold = form.current?.closest('details')
      fold?.removeAttribute('open')
      fold?.querySelector('summary')?.focus()
    },
  })
  return (
    <Fold label="Ask who can attend">
      <form ref={form} onSubmit={(event) => { event.preventDefault(); if (typed.ask.length > 0 && !start.isPending) start.mutate() }}>
        <Whom chosen={typed.ask} change={(ask) => change({ ask })} />
        <fieldset className="nhsuk-fieldset nhsuk-form-group">
          <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">How many are enough</legend>
          <p className="nhsuk-hint">Each person counts for one. When all are found, nobody more is asked. With none, it asks until its time is over.</p>
          <div className="ctac-numbers">
            {roles.map((role) => (
              <TextField key={role} label={rolesOf(role)} type="number" inputMode="numeric" width={3} value={typed.needs[role] ?? ''}
                change={(count) => change({ needs: { ...typed.needs, [role]: count } })} />
            ))}
          </div>
        </fieldset>
        <div className="ctac-numbers">
          <TextField label="To attend within, in minutes" type="number" inputMode="numeric" width={4} value={typed.within} change={(within) => change({ within })} />
          <TextField label="Ask for, in minutes" type="number" inputMode="numeric" width={4} value={typed.lasts} change={(lasts) => change({ lasts })} />
          <TextField label="Ask again after, in minutes; 0: once" type="number" inputMode="numeric" width={4} value={typed.again} change={(again) => change({ again })} />
        </div>
        <TextField label="What for (optional, never sent)" value={typed.reason} change={(reason) => change({ reason })} maxLength={200} />
        {joins && (
          <div className="nhsuk-form-group nhsuk-checkboxes nhsuk-checkboxes--small">
            <Checkbox label="Who says yes becomes a member of this incident" checked={typed.join} change={(join) => change({ join })} />
          </div>
        )}
        {start.isError && <Refused error={start.error} />}
        <button className="nhsuk-button nhsuk-button--small" disabled={typed.ask.length === 0} aria-disabled={start.isPending || undefined}>Ask them now</button>
      </form>
    </Fold>
  )
}

function body(id: string, typed: Typed, joins: boolean): Schema<'StartCallOut'> {
  const ask = typed.ask.map((it) => {
    const [kind = '', whom = ''] = it.split(':')
    return (kind === 'members' ? { kind } : { kind, [kind === 'responders' ? 'organisation' : kind]: whom }) as unknown as Record<string, never>
  })
  const needs = roles.flatMap((role) => (Number(typed.needs[role]) > 0 ? [{ role, count: Number(typed.needs[role]) }] : []))
  const again = Number(typed.again)
  return {
    id, ask, needs, within_min: Number(typed.within), for_s: Number(typed.lasts) * 60, again_after_s: again > 0 ? again * 60 : null,
    reason: typed.reason.trim() || null, ...(joins && { join: typed.join }),
  }
}

function Whom({ chosen, change }: { chosen: string[]; change: (chosen: string[]) => void }) {
  const people = usePeople()
  const organisations = useOrganisations()
  const rotas = useQuery(rotasQuery)
  const teams = useQuery(teamsQuery)
  const active = people.filter((it) => it.active)
  const groups: [string, [value: string, words: string][]][] = [
    ['On call now', (rotas.data ?? []).filter((it) => !it.retired).map((it) => [`rota:${it.id}`, it.name])],
    ['Groups', [['members:', 'Members of this incident'], ...roles.map((it): [string, string] => [`role:${it}`, rolesOf(it)]),
      ...(teams.data ?? []).map((it): [string, string] => [`team:${it.id}`, `Team ${it.name}`])]],
    ['Responders of', organisations.map((it) => [`responders:${it.id}`, it.name])],
    ['These people', active.map((it): [string, string] => [`person:${it.id}`, nameOf(people, it.id)]).sort((a, b) => a[1].localeCompare(b[1]))],
  ]
  const toggle = (value: string, on: boolean) => change(on ? [...chosen, value] : chosen.filter((it) => it !== value))
  return (
    <fieldset className="nhsuk-fieldset nhsuk-form-group">
      <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Whom to ask</legend>
      {groups.map(([name, all], at) => all.length > 0 && (
        <Fold key={name} label={`${name}${picked(all, chosen)}`} open={at === 0}>
          <div className="nhsuk-checkboxes nhsuk-checkboxes--small">
            {all.map(([value, words]) => <Checkbox key={value} label={words} checked={chosen.includes(value)} change={(on) => toggle(value, on)} />)}
          </div>
        </Fold>
      ))}
    </fieldset>
  )
}

function picked(all: [string, string][], chosen: string[]): string {
  const count = all.filter(([value]) => chosen.includes(value)).length
  return count > 0 ? ` (${count} chosen)` : ''
}
