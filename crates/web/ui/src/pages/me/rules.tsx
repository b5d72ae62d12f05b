// When I am told by what: rules by severity, edited one by one, read as sentences.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client'
import type { Channel, Severity } from '../../api/objects'
import { useMe, type Me } from '../../me'
import { Checkbox, SelectField, TextField } from '../../parts/field'
import { Form } from '../../parts/form'
import { Loading } from '../../parts/loading'
import { Notice } from '../../parts/notice'
import { channelOf, channels, listed, minutesOf, secondsOfMinutes, severities } from '../../parts/words'
import { MyPage } from './frame'
import { leadsNowhere, sentencesOf, type Rule } from './sentences'

/** Rules of one person (as the rules' limit). */
const MOST = 16

interface Draft {
  key: number
  channel: Channel
  minutes: string
  /** None: of every severity. */
  severities: Severity[]
}

const draftOf = (rule: Rule, key: number): Draft => ({ key, channel: rule.channel, minutes: minutesOf(rule.after_s), severities: rule.severities ?? [] })

export default function Rules() {
  const me = useMe()
  return <MyPage title="When I am told">{me ? <Editor me={me} /> : <Loading what="your rules" />}</MyPage>
}

function Editor({ me }: { me: Me }) {
  const queries = useQueryClient()
  const [drafts, setDrafts] = useState<Draft[]>(() => me.rules.map(draftOf))
  const [next, setNext] = useState(me.rules.length)
  const [said, setSaid] = useState('')
  const rules = drafts.map(({ channel, minutes, severities: of }): Rule => ({ channel, after_s: secondsOfMinutes(minutes || '0') ?? 0, severities: of }))
  const bad = drafts.some((draft) => secondsOfMinutes(draft.minutes || '0') === undefined)
  const verified = me.contacts.filter((it) => it.verified && !it.flag).map((it) => it.channel)
  const lost = leadsNowhere(rules, verified)
  const change = (key: number, to: Partial<Draft>) => setDrafts(drafts.map((draft) => (draft.key === key ? { ...draft, ...to } : draft)))
  const add = () => { setDrafts([...drafts, { key: next, channel: verified[0] ?? 'sms', minutes: '0', severities: [] }]); setNext(next + 1) }
  const save = async () => {
    if (bad) throw new Error('A delay is not a number of minutes. Correct it: nothing was saved.')
    await api.PUT('/api/v1/people/{id}/rules', { params: { path: { id: me.person } }, body: { rules } })
    await queries.invalidateQueries({ queryKey: ['me'] })
    setSaid('Your rules were saved.')
  }
  return (
    <>
      <p>Where no rule is for a page, or its rules lead to no verified contact, every verified contact is used at once.</p>
      <div className="nhsuk-inset-text" aria-live="polite">
        <h2 className="nhsuk-heading-s">So you will be told</h2>
        <ul>{sentencesOf(rules).map(({ of, words }) => <li key={of.join()}><strong>{of.length === 4 ? 'Every page' : listed(of)}</strong>: {words}.</li>)}</ul>
        {lost.length > 0 && <p><strong>{listed(lost)}</strong>: these rules lead to no contact that you have verified, so every verified contact would be used at once.</p>}
      </div>
      <Notice>{said}</Notice>
      <Form does="Save the rules" save={save}>
        {drafts.map((draft, nth) => <Row key={draft.key} draft={draft} nth={nth} change={(to) => change(draft.key, to)} remove={() => setDrafts(drafts.filter((it) => it.key !== draft.key))} />)}
        {drafts.length < MOST && <p><button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={add}>Add a rule</button></p>}
      </Form>
    </>
  )
}

function Row({ draft, nth, change, remove }: { draft: Draft; nth: number; change: (to: Partial<Draft>) => void; remove: () => void }) {
  const toggle = (severity: Severity, on: boolean) => {
    const chosen = severities.filter((it) => (it === severity ? on : draft.severities.length === 0 || draft.severities.includes(it)))
    change({ severities: chosen.length === 4 ? [] : chosen })
  }
  const bad = secondsOfMinutes(draft.minutes || '0') === undefined
  const last = draft.severities.length === 1
  return (
    <fieldset className="nhsuk-fieldset ctac-rule">
      <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">Rule {nth + 1}</legend>
      <div className="ctac-row">
        <SelectField label="Tell me by" value={draft.channel} change={(value) => change({ channel: value as Channel })} options={channels.map((it) => [it, channelOf(it)])} />
        <TextField label="Minutes after the page" hint="0: at once" value={draft.minutes} change={(minutes) => change({ minutes })} width={4} maxLength={7} error={bad ? 'Type a number of minutes, such as 2 or 1.5' : undefined} />
      </div>
      <fieldset className="nhsuk-fieldset">
        <legend className="nhsuk-fieldset__legend">For pages of</legend>
        <div className="nhsuk-checkboxes nhsuk-checkboxes--small ctac-inline">
          {severities.map((severity) => {
            const on = draft.severities.length === 0 || draft.severities.includes(severity)
            return <Checkbox key={severity} label={severity} checked={on} change={(to) => { if (to || !last) toggle(severity, to) }} />
          })}
        </div>
      </fieldset>
      <button type="button" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small" onClick={remove}>Remove rule {nth + 1}</button>
    </fieldset>
  )
}
