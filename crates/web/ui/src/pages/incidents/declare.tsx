// Declaring an incident, with one hand, at night: what is happening, how severe, and who is paged; the rest has its default. Its id
// is drawn with the draft, so that sending it twice declares one.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useLocation, useSearchParams } from 'wouter'
import { api, whole, type Schema } from '../../api/client'
import { useDraft } from '../../parts/draft'
import { Radios, SelectField, TextField } from '../../parts/field'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'
import { incidentMarkings, markingWords, severities, type MarkingWord, type Severity } from '../../parts/choices'
import { policiesQuery } from '../policies/asks'
import { WhoIsPaged } from './who-is-paged'

interface Typed {
  id: string
  title: string
  severity: Severity | ''
  marking: MarkingWord
  policy: string
}

const empty = (): Typed => ({ id: crypto.randomUUID(), title: '', severity: '', marking: 'amber', policy: '' })

/** Characters of the longest title. */
const TITLE = 200

export default function Declare() {
  const [search] = useSearchParams()
  const alert = search.get('alert')
  const [typed, change, forget] = useDraft(alert ? `declare.${alert}` : 'declare', empty)
  const from = useAlert(alert)
  const [tried, setTried] = useState(false)
  const [, go] = useLocation()
  useEffect(() => {
    if (from && !typed.title) change({ title: from.summary.slice(0, TITLE) })
    // The alert's words are a beginning: once, when they are known.
  }, [from]) // eslint-disable-line
  const declare = useMutation({
    mutationFn: (severity: Severity) => whole(api.POST('/api/v1/incidents', {
      body: { id: typed.id, title: typed.title.trim(), severity, marking: typed.marking, policy: typed.policy || null, alert },
    })),
    onSuccess: ({ reference }) => {
      forget()
      go(`/incidents/${reference}`)
    },
  })
  const missing = { title: !typed.title.trim(), severity: !typed.severity }
  const send = () => {
    setTried(true)
    if (!missing.title && typed.severity && !declare.isPending) declare.mutate(typed.severity)
  }
  return (
    <>
      <Title>Declare an incident</Title>
      <p>You lead it until you hand over. Only its number and severity leave the cell by text message, call or push.</p>
      {from && <p className="nhsuk-inset-text">From the alert “{from.summary}”: it becomes part of the incident.</p>}
      <form className="ctac-form" noValidate onSubmit={(event) => { event.preventDefault(); send() }}>
        <TextField label="What is happening" size="s" hint={`One line, at most ${TITLE} characters. No patient’s name or number.`}
          value={typed.title} change={(title) => change({ title })} maxLength={TITLE} required
          {...(tried && missing.title && { error: 'Say in one line what is happening' })} />
        <Radios label="Severity" value={typed.severity} change={(severity) => change({ severity: severity as Severity })} options={severities}
          {...(tried && missing.severity && { error: 'Choose how severe it is; it can be changed later' })} />
        <Policy value={typed.policy} change={(policy) => change({ policy })} severity={typed.severity} />
        <details className="nhsuk-details">
          <summary className="nhsuk-details__summary"><span className="nhsuk-details__summary-text">Marking: {markingWords(typed.marking)}</span></summary>
          <div className="nhsuk-details__text">
            <Radios label="Marking" hint="Who may learn that this incident exists" value={typed.marking}
              change={(marking) => change({ marking: marking as MarkingWord })} options={incidentMarkings} />
          </div>
        </details>
        {tried && (missing.title || missing.severity) && <p className="nhsuk-error-message" role="alert">Not declared yet: something is missing above.</p>}
        {declare.isError && <Refused error={declare.error} />}
        <div className="ctac-bottom-act">
          <button className="nhsuk-button nhsuk-button--warning ctac-main-act" aria-disabled={declare.isPending || undefined}>
            {declare.isPending ? 'Declaring …' : 'Declare'}
          </button>
        </div>
      </form>
    </>
  )
}

function useAlert(id: string | null): Schema<'AlertView'> | undefined {
  return useQuery({
    queryKey: ['alerts', id],
    queryFn: () => whole(api.GET('/api/v1/alerts/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: id !== null,
  }).data
}

function Policy({ value, change, severity }: { value: string; change: (policy: string) => void; severity: Severity | '' }) {
  const policies = useQuery(policiesQuery)
  const options: [string, string][] = (policies.data ?? []).map((it) => [it.id, it.name])
  return (
    <>
      <SelectField label="Who is paged" size="s" value={value} change={change}
        options={[['', 'Nobody: I bring people in myself'], ...options]} />
      {policies.isError && <Refused error={policies.error} again={() => void policies.refetch()} />}
      {value && severity && <WhoIsPaged policy={value} severity={severity} />}
    </>
  )
}
