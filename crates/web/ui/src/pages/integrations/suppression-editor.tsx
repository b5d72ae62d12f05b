// Holding alerts back: which, from when, until when, and why. Of one that stands only the end and the reason change.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, whole, type Schema } from '../../api/client'
import { as, match, object, type AlertSeverity, type Condition, type Ends } from '../../api/objects'
import { Checkbox, Radios, TextArea } from '../../parts/field'
import { Form } from '../../parts/form'
import { Time } from '../../parts/time'
import { integrationsQuery } from './asks'
import { conditionOf, type PairDraft } from './draft'
import { instantTyped } from '../../parts/wall-time'
import { WhenField } from '../../parts/when'
import { wallOf } from '../../room/zoned'
import { ConditionEditor } from './rule-editor'

type Suppression = Schema<'SuppressionView'>
const HOUR = 3_600_000

interface Props {
  /** None: a new one. */
  suppression?: Suppression
  saved: () => void
  leave: () => void
}

const endOf = (it: Suppression): { kind: Ends['is']; at: string } => {
  const ends = as<Ends>(it.ends)
  return { kind: ends.is, at: wallOf(new Date(ends.is === 'window' ? ends.to : ends.by)) }
}

export function SuppressionEditor({ suppression, saved, leave }: Props) {
  const integrations = useQuery(integrationsQuery).data ?? []
  const [base, setBase] = useState(suppression)
  const [end, setEnd] = useState(() => (suppression ? endOf(suppression) : { kind: 'window' as Ends['is'], at: wallOf(new Date(Date.now() + 2 * HOUR)) }))
  const [from, setFrom] = useState('')
  const [of, setOf] = useState<string[]>([])
  const [least, setLeast] = useState<AlertSeverity | ''>('')
  const [fields, setFields] = useState<PairDraft[]>([])
  const [reason, setReason] = useState(suppression?.reason ?? '')
  const save = async (version: number) => {
    const at = instantTyped(end.at)
    if (!at) throw new Error('Say until when. Nothing was saved.')
    const ends: Ends = end.kind === 'window' ? { is: 'window', to: at } : { is: 'review', by: at }
    const common = { ends: object(ends), reason: reason.trim() }
    if (base) {
      const body = { ...common, from: base.from, integrations: base.integrations, when: base.when }
      await api.PUT('/api/v1/suppressions/{id}', { params: { path: { id: base.id }, header: match(version) }, body })
    } else {
      const when: Condition = conditionOf(least, fields)
      const begins = instantTyped(from)
      await api.POST('/api/v1/suppressions', { body: { ...common, integrations: of, when: object(when), ...(begins && { from: begins }) } })
    }
  }
  const edits = base && {
    version: base.version,
    latest: () => whole(api.GET('/api/v1/suppressions/{id}', { params: { path: { id: base.id } } })),
    show: (it: Suppression) => { const ends = as<Ends>(it.ends); return <p>{it.reason}, until <Time at={ends.is === 'window' ? ends.to : ends.by} /></p> },
    take: (it: Suppression) => { setBase(it); setEnd(endOf(it)); setReason(it.reason) },
  }
  return (
    <Form does={base ? 'Save it' : 'Hold alerts back'} save={save} saved={saved} leave={leave} edits={edits}>
      <TextArea label="Why" hint="Such as the change that is being made, with its number" value={reason} change={setReason} rows={2} />
      <Radios label="It ends" value={end.kind} change={(kind) => setEnd({ ...end, kind: kind as Ends['is'] })} options={[
        { value: 'window', words: 'As a maintenance window', hint: 'At most a week after it begins' },
        { value: 'review', words: 'Unless somebody reviews it by then', hint: 'At most 92 days ahead' },
      ]} />
      <div className="ctac-row">
        {!base && <WhenField label="From" hint="UK time. Empty: now" value={from} change={setFrom} />}
        <WhenField label="Until" hint="UK time" value={end.at} change={(at) => setEnd({ ...end, at })} />
      </div>
      {!base && (
        <>
          <fieldset className="nhsuk-fieldset nhsuk-form-group">
            <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Alerts of</legend>
            <p className="nhsuk-hint">None chosen: of every integration; then a condition must say which.</p>
            <div className="nhsuk-checkboxes nhsuk-checkboxes--small">
              {integrations.map((it) => <Checkbox key={it.id} label={it.name} checked={of.includes(it.id)} change={(on) => setOf(on ? [...of, it.id] : of.filter((id) => id !== it.id))} />)}
            </div>
          </fieldset>
          <ConditionEditor least={least} fields={fields} change={(to) => { if (to.least !== undefined) setLeast(to.least); if (to.fields) setFields(to.fields) }} />
        </>
      )}
    </Form>
  )
}
