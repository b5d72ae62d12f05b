// A version put into the library: its text checked first, every fault with line and column, then saved as a draft.
import { useRef, useState } from 'react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { api, whole, type Schema } from '../../api/client'
import { Act } from '../../parts/act'
import { useDraft } from '../../parts/draft'
import { Field, TextArea } from '../../parts/field'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'

type Checked = Schema<'CheckedRunbook'>
/** Bytes of a file: as the format has it. */
const BYTES = 1_000_000

/** A CACAO playbook is JSON; everything else is Markdown. */
const kindOf = (text: string) => (text.trimStart().startsWith('{') ? 'application/json' : 'text/markdown')
const sent = (text: string) => ({ body: text, bodySerializer: (body: string) => body, headers: { 'Content-Type': kindOf(text) } })

const empty = () => ({ text: '' })

export default function Upload() {
  const [{ text }, setDraft, forget] = useDraft('runbook', empty)
  const [problem, setProblem] = useState('')
  const [, go] = useLocation()
  const queries = useQueryClient()
  const check = useMutation({ mutationFn: (body: string) => whole(api.POST('/api/v1/runbooks/check', sent(body))) })
  const change = (next: string) => { setDraft({ text: next }); check.reset() }
  const choose = async (file: File | undefined) => {
    setProblem('')
    if (!file) return
    if (file.size > BYTES) setProblem(`${file.name} has ${file.size} bytes; a runbook has at most ${BYTES}.`)
    else change(await file.text())
  }
  const save = async () => {
    const saved = await whole(api.POST('/api/v1/runbooks', sent(text)))
    forget()
    await queries.invalidateQueries({ queryKey: ['runbooks'] })
    await queries.invalidateQueries({ queryKey: ['runbook'] })
    go(`/runbooks/${saved.id}/versions/${saved.version}`)
  }
  return (
    <>
      <p className="ctac-back"><Link href="/runbooks">All runbooks</Link></p>
      <Title>Add a runbook or a version</Title>
      <p>Markdown with front matter, or a CACAO 2.0 playbook. It is saved as a draft: nobody can start it (but in an exercise) until it is submitted, and somebody else has approved it.</p>
      <Choose choose={choose} problem={problem} />
      <TextArea label="Its text" hint="Kept on this device until it is saved." value={text} change={change} rows={16} />
      <div className="ctac-rb-row">
        <button type="button" className="nhsuk-button nhsuk-button--secondary" disabled={text === ''} onClick={() => check.mutate(text)}>Check it</button>
        <Act does={save} disabled={text === '' || check.data?.ok === false}>Save as a draft</Act>
      </div>
      <div role="status">{check.isPending ? 'Checking …' : check.data && <Found checked={check.data} text={text} />}</div>
      {check.isError && <Refused error={check.error} />}
    </>
  )
}

function Choose({ choose, problem }: { choose: (file: File | undefined) => Promise<void>; problem: string }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <div onDragOver={(event) => event.preventDefault()} onDrop={(event) => { event.preventDefault(); void choose(event.dataTransfer.files[0]) }}>
      <Field label="A file" hint="Or drop one here, or write below." error={problem}>
        {(control) => <input {...control} ref={input} className="nhsuk-input ctac-rb-file" type="file" accept=".md,.markdown,.json,text/markdown,application/json" onChange={(event) => { void choose(event.target.files?.[0]); event.target.value = '' }} />}
      </Field>
    </div>
  )
}

function Found({ checked, text }: { checked: Checked; text: string }) {
  const lines = text.split('\n')
  const more: [string, string[]][] = [['Not kept', checked.found.warnings], ['To be looked at before it is approved', checked.found.findings], ['Changed to make a runbook of it', checked.found.tolerated]]
  return (
    <>
      {checked.ok ? <p><strong>It can be saved.</strong></p> : (
        <div className="nhsuk-error-summary">
          <h2 className="nhsuk-error-summary__title">{checked.faults.length === 1 ? 'There is 1 fault' : `There are ${checked.faults.length} faults`}</h2>
          <ul className="nhsuk-list">
            {checked.faults.map((fault, at) => (
              <li key={at}>
                <p>{fault.problem}</p>
                {fault.line != null && <pre className="ctac-rb-source" tabIndex={0}><code>{`${fault.line}: ${lines[fault.line - 1] ?? ''}`}</code></pre>}
              </li>
            ))}
          </ul>
        </div>
      )}
      {more.filter(([, said]) => said.length > 0).map(([head, said]) => (
        <section key={head}><h2 className="nhsuk-heading-s">{head}</h2><ul className="nhsuk-list nhsuk-list--bullet">{said.map((it) => <li key={it}>{it}</li>)}</ul></section>
      ))}
    </>
  )
}
