// Raising by hand: which of the threshold's criteria are met, what is happening, who is affected, whom to call back. Its reference
// is drawn with the draft, so that sending it twice raises one.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { api, whole } from '../../api/client'
import { useDraft } from '../../parts/draft'
import { Checkbox, TextArea, TextField } from '../../parts/field'
import { Loading } from '../../parts/loading'
import { SeverityTag } from '../../parts/marks'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'
import type { Severity } from '../../parts/choices'

interface Typed {
  reference: string
  criteria: string[]
  organisations: string[]
  summary: string
  text: string
  callBack: string
}

interface Criterion {
  id: string
  text: string
  severity: Severity
}

const empty = (): Typed => ({ reference: crypto.randomUUID(), criteria: [], organisations: [], summary: '', text: '', callBack: '' })

/** Characters of the longest summary, and of the longest word on whom to call back. */
const LINE = 200

const toggled = (all: string[], one: string, on: boolean) => (on ? [...all, one] : all.filter((it) => it !== one))

export default function Raise() {
  const threshold = useQuery({ queryKey: ['threshold', 'to-raise'], queryFn: () => whole(api.GET('/api/v1/threshold')) })
  const [typed, change, forget] = useDraft('raise', empty)
  const [tried, setTried] = useState(false)
  const [, go] = useLocation()
  const raise = useMutation({
    mutationFn: () => whole(api.POST('/api/v1/raise', { body: {
      reference: typed.reference, summary: typed.summary.trim(), criteria: typed.criteria, organisations: typed.organisations,
      text: typed.text.trim() || null, call_back: typed.callBack.trim() || null,
    } })),
    onSuccess: ({ reference }) => {
      forget()
      go(`/raise/${reference}`)
    },
  })
  const missing = !typed.summary.trim()
  const send = () => {
    setTried(true)
    if (!missing && !raise.isPending) raise.mutate()
  }
  if (threshold.isError) return <><Title>Raise an alert</Title><Refused error={threshold.error} again={() => void threshold.refetch()} /></>
  if (!threshold.data) return <Loading what="the threshold" />
  const criteria = threshold.data.criteria as unknown as Criterion[]
  return (
    <>
      <Title>Raise an alert</Title>
      <p>{threshold.data.guidance}</p>
      {threshold.data.version === 0 && <p className="ctac-faint">The threshold is the service’s default, which the members have not agreed yet.</p>}
      <form className="ctac-form" noValidate onSubmit={(event) => { event.preventDefault(); send() }}>
        <Checks legend="Which of these are met" hint="Tick all that you know or believe. The worst decides how severe it is. With none, it is recorded and nobody is woken."
          all={criteria.map((it) => ({ id: it.id, words: <>{it.text} <SeverityTag severity={it.severity} /></> }))}
          chosen={typed.criteria} change={(criteria) => change({ criteria })} />
        <TextField label="What is happening" size="s" maxLength={LINE} required value={typed.summary} change={(summary) => change({ summary })}
          hint={`One line, at most ${LINE} characters. No patient’s name or number. It leaves the cell by no text message, call or push.`}
          {...(tried && missing && { error: 'Say in one line what is happening' })} />
        <Checks legend="Who is affected" all={(threshold.data.members ?? []).map((it) => ({ id: it.id, words: it.name }))}
          chosen={typed.organisations} change={(organisations) => change({ organisations })} />
        <TextArea label="What else is known (optional)" size="s" value={typed.text} change={(text) => change({ text })} />
        <TextField label="Whom to call back (optional)" size="s" maxLength={LINE} value={typed.callBack} change={(callBack) => change({ callBack })}
          hint="A name or desk, and a number that works now. Kept sealed, and shown to those who read alerts." />
        {raise.isError && <Refused error={raise.error} />}
        <div className="ctac-bottom-act">
          <button className="nhsuk-button nhsuk-button--warning ctac-main-act" aria-disabled={raise.isPending || undefined}>{raise.isPending ? 'Raising …' : 'Raise it'}</button>
        </div>
      </form>
    </>
  )
}

interface ChecksProps {
  legend: string
  hint?: string
  all: { id: string; words: React.ReactNode }[]
  chosen: string[]
  change: (chosen: string[]) => void
}

function Checks({ legend, hint, all, chosen, change }: ChecksProps) {
  return (
    <fieldset className="nhsuk-fieldset nhsuk-form-group">
      <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{legend}</legend>
      {hint && <p className="nhsuk-hint">{hint}</p>}
      <div className="nhsuk-checkboxes nhsuk-checkboxes--small">
        {all.map((it) => (
          <Checkbox key={it.id} label={it.words} checked={chosen.includes(it.id)} change={(on) => change(toggled(chosen, it.id, on))} />
        ))}
      </div>
    </fieldset>
  )
}
