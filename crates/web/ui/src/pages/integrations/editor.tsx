// The editor of an integration: whose it is, what it speaks, where its alerts go, how its JSON is read; tried before it is saved.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, whole } from '../../api/client'
import { match } from '../../api/objects'
import { Checkbox, SelectField, TextField } from '../../parts/field'
import { Form } from '../../parts/form'
import { useOrganisations } from '../../parts/people'
import { bodyOf, draftOf, emptyMapping, faultOf, mappingOf, recorded, type Draft, type Integration, type Kind } from './draft'
import { MappingEditor } from './mapping-editor'
import { RouteEditor, RulesEditor } from './rule-editor'
import { Routing } from './routing'
import { isMapped, kinds } from './samples'
import { TryIt } from './try-it'

interface Props {
  /** None: a new one. */
  integration?: Integration
  saved: (it: Integration) => void
  leave: () => void
}

const empty: Draft = { name: '', organisation: '', kind: 'events-v2', rules: [], otherwise: recorded, grouped: false, groupBy: '', groupMinutes: '15', active: true }

export function IntegrationEditor({ integration, saved, leave }: Props) {
  const queries = useQueryClient()
  const organisations = useOrganisations()
  const [base, setBase] = useState(integration)
  const [draft, setDraft] = useState<Draft>(() => (integration ? draftOf(integration) : empty))
  const set = (to: Partial<Draft>) => setDraft({ ...draft, ...to })
  const organisation = draft.organisation || organisations[0]?.id || ''
  const save = async (version: number) => {
    const fault = faultOf(draft)
    if (fault) throw new Error(`${fault} Nothing was saved.`)
    const body = bodyOf({ ...draft, organisation })
    const made = await whole(base
      ? api.PUT('/api/v1/integrations/{id}', { params: { path: { id: base.id }, header: match(version) }, body })
      : api.POST('/api/v1/integrations', { body }))
    await queries.invalidateQueries({ queryKey: ['integrations'] })
    saved(made)
  }
  const edits = base && {
    version: base.version,
    latest: () => whole(api.GET('/api/v1/integrations/{id}', { params: { path: { id: base.id } } })),
    show: (it: Integration) => <><p><strong>{it.name}</strong>, {kinds[it.kind]}{!it.active && ', switched off'}</p><Routing integration={it} /></>,
    take: (it: Integration) => { setBase(it); setDraft(draftOf(it)) },
  }
  return (
    <>
      <Form does={base ? 'Save the integration' : 'Make the integration'} save={save} leave={leave} edits={edits}>
        <TextField label="Name" value={draft.name} change={(name) => set({ name })} maxLength={200} autoComplete="off" />
        <SelectField label="Whose it is" value={organisation} change={(to) => set({ organisation: to })} options={organisations.map((it) => [it.id, it.name])} />
        <SelectField label="What it speaks" value={draft.kind} change={(value) => set({ kind: value as Kind })} options={Object.entries(kinds)} />
        <h2>Where its alerts go</h2>
        <p>The first rule that applies decides.</p>
        <RulesEditor rules={draft.rules} change={(rules) => set({ rules })} />
        <RouteEditor route={draft.otherwise} label={draft.rules.length > 0 ? 'Otherwise' : 'Whatever comes'} change={(otherwise) => set({ otherwise })} />
        <div className="nhsuk-checkboxes nhsuk-checkboxes--small nhsuk-form-group">
          <Checkbox label="Later alerts join an earlier one" hint="They are recorded with it, and page nobody by themselves" checked={draft.grouped} change={(grouped) => set({ grouped })} />
          {base && <Checkbox label="Switched on" hint="Off: its key is refused" checked={draft.active} change={(active) => set({ active })} />}
          {isMapped(draft.kind) && <Checkbox label="With a mapping of its own" checked={draft.mapping !== undefined} change={(on) => set({ mapping: on ? emptyMapping() : undefined })} />}
        </div>
        {draft.grouped && (
          <div className="ctac-row">
            <TextField label="That have the same" hint="Up to 5 fields, with commas between, such as source, details.site" value={draft.groupBy} change={(groupBy) => set({ groupBy })} autoComplete="off" />
            <TextField label="Within minutes" value={draft.groupMinutes} change={(groupMinutes) => set({ groupMinutes })} width={5} />
          </div>
        )}
        {draft.mapping && <MappingEditor mapping={draft.mapping} change={(mapping) => set({ mapping })} />}
      </Form>
      {base && <TryIt integration={{ ...base, kind: base.kind }} mapping={draft.mapping && mappingOf(draft.mapping)} />}
    </>
  )
}
