// The threshold while it is edited: its criteria in order, guidance, authority, who agreed, by which policy.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client'
import { as, match, objects, type Criterion, type Severity } from '../../api/objects'
import { Checkbox, SelectField, TextArea, TextField } from '../../parts/field'
import { Form } from '../../parts/form'
import { useOrganisations } from '../../parts/people'
import { severityOptions } from '../../parts/words'
import { policiesQuery } from '../policies/asks'
import { moved } from '../policies/draft'
import { key } from './draft'
import { ThresholdText, thresholdOf, type Threshold } from './threshold'

/** Criteria of a threshold (as the rules' limit). */
const MOST = 40
const small = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small'

type Row = Criterion & { key: number }
const rowsOf = (it: Threshold): Row[] => it.criteria.map((one) => ({ ...as<Criterion>(one), key: key() }))

export function ThresholdEditor({ threshold, saved, leave }: { threshold: Threshold; saved: () => void; leave: () => void }) {
  const organisations = useOrganisations()
  const policies = useQuery(policiesQuery).data ?? []
  const [base, setBase] = useState(threshold)
  const [rows, setRows] = useState(() => rowsOf(threshold))
  const [guidance, setGuidance] = useState(threshold.guidance)
  const [authority, setAuthority] = useState(threshold.authority)
  const [agreed, setAgreed] = useState(threshold.agreed)
  const [policy, setPolicy] = useState(threshold.policy ?? '')
  const save = (version: number) => api.PUT('/api/v1/threshold', {
    params: { header: match(version) },
    body: { criteria: objects(rows.map(({ id, text, severity }) => ({ id: id.trim(), text: text.trim(), severity }))), guidance, authority, agreed, policy: policy || null },
  })
  const take = (it: Threshold) => { setBase(it); setRows(rowsOf(it)); setGuidance(it.guidance); setAuthority(it.authority); setAgreed(it.agreed); setPolicy(it.policy ?? '') }
  const set = (nth: number, to: Partial<Row>) => setRows(rows.map((it, at) => (at === nth ? { ...it, ...to } : it)))
  return (
    <Form does="Save the threshold" save={save} saved={saved} leave={leave} edits={{ version: base.version, latest: thresholdOf, show: (it) => <ThresholdText threshold={it} />, take }}>
      <ol className="ctac-steps">
        {rows.map((row, nth) => (
          <li className="ctac-piece" key={row.key}>
            <fieldset className="nhsuk-fieldset">
              <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Criterion {nth + 1}</legend>
              <TextField label={`What must be raised, criterion ${nth + 1}`} value={row.text} change={(text) => set(nth, { text })} maxLength={300} autoComplete="off" />
              <div className="ctac-row">
                <TextField label={`What callers name it by, criterion ${nth + 1}`} hint="Lower-case letters, digits, hyphens; keep it when only the words change" value={row.id} change={(id) => set(nth, { id })} maxLength={40} width={20} autoComplete="off" />
                <SelectField label={`Severity, criterion ${nth + 1}`} value={row.severity} change={(value) => set(nth, { severity: value as Severity })} options={severityOptions.map(([it]) => [it, it])} />
              </div>
              <div className="ctac-row">
                {nth > 0 && <button type="button" className={small} onClick={() => setRows(moved(rows, nth, -1))}>Move criterion {nth + 1} up</button>}
                {nth < rows.length - 1 && <button type="button" className={small} onClick={() => setRows(moved(rows, nth, 1))}>Move criterion {nth + 1} down</button>}
                {rows.length > 1 && <button type="button" className={small} onClick={() => setRows(rows.filter((_, at) => at !== nth))}>Remove criterion {nth + 1}</button>}
              </div>
            </fieldset>
          </li>
        ))}
      </ol>
      {rows.length < MOST && <p><button type="button" className={small} onClick={() => setRows([...rows, { key: key(), id: '', text: '', severity: 'S2' }])}>Add a criterion</button></p>}
      <TextArea label="What else whoever raises should know" value={guidance} change={setGuidance} rows={6} />
      <TextField label="By whose authority" hint="Such as a meeting and its date" value={authority} change={setAuthority} autoComplete="off" />
      <fieldset className="nhsuk-fieldset nhsuk-form-group">
        <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Agreed by</legend>
        <div className="nhsuk-checkboxes nhsuk-checkboxes--small">
          {organisations.map((it) => <Checkbox key={it.id} label={it.name} checked={agreed.includes(it.id)} change={(on) => setAgreed(on ? [...agreed, it.id] : agreed.filter((id) => id !== it.id))} />)}
        </div>
      </fieldset>
      <SelectField label="Where the source’s own rules page nobody" value={policy} change={setPolicy} options={[['', 'nobody is paged'], ...policies.map((it): [string, string] => [it.id, `page by ${it.name}`])]} />
    </Form>
  )
}
