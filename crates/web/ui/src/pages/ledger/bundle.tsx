// A whole exported bundle, checked in this browser beside the page: chosen or dropped, progress in words, the first fault named.
import { useEffect, useRef, useState } from 'react'
import type { Report } from '../../ledger/bundle'
import type { Job, Said } from '../../ledger/worker'
import { pasted } from '../../ledger/note'
import { Field, TextArea, TextField } from '../../parts/field'
import { instantOf } from '../../parts/instants'
import { Verdict } from './verdict'

type Chosen = Job['chosen']

/** Names as the bundle has them: without the folder that was chosen. */
export function namedIn(files: { name: string; webkitRelativePath?: string }[]): string[] {
  return files.map((file) => file.webkitRelativePath?.split('/').slice(1).join('/') || file.name)
}

export function Bundle({ witnesses }: { witnesses: string[] }) {
  const [chosen, setChosen] = useState<Chosen>([])
  const [checkpoint, setCheckpoint] = useState('')
  const [key, setKey] = useState('')
  const [said, setSaid] = useState<Said>()
  const worker = useRef<Worker>(undefined)
  useEffect(() => () => worker.current?.terminate(), [])
  const choose = (files: FileList | null | undefined) => {
    const list = [...files ?? []]
    const names = namedIn(list)
    setChosen(list.map((file, at) => ({ name: names[at]!, file })))
    setSaid(undefined)
  }
  const check = () => {
    worker.current?.terminate()
    worker.current = new Worker(new URL('../../ledger/worker.ts', import.meta.url), { type: 'module' })
    worker.current.onmessage = (event: MessageEvent<Said>) => setSaid(event.data)
    worker.current.onerror = () => setSaid({ is: 'failed', words: 'The browser could not run the check. Check the bundle with ctac verify.' })
    setSaid({ is: 'progress', words: 'Beginning' })
    const trust = { checkpoint: checkpoint.trim() === '' ? undefined : pasted(checkpoint), key: key.trim() || undefined, witnesses }
    worker.current.postMessage({ chosen, trust } satisfies Job)
  }
  return (
    <section aria-labelledby="bundle" className="ctac-rb-check">
      <h2 className="nhsuk-heading-m" id="bundle">Check an exported incident</h2>
      <p>The root is recomputed from every leaf of the whole log, every entry is opened against its leaf. Nothing leaves this device. Up to 256 MB and a log of a million entries; beyond that use <code>ctac verify</code>.</p>
      <div className="ctac-drop" onDragOver={(event) => event.preventDefault()} onDrop={(event) => { event.preventDefault(); choose(event.dataTransfer.files) }}>
        <Field label="The export" hint="One .jsonl file as the service sends it. Or drop it here.">
          {(control) => <input {...control} className="nhsuk-input ctac-rb-file" type="file" accept=".jsonl,application/jsonl" onChange={(event) => choose(event.target.files)} />}
        </Field>
        <Field label="Or the folder that ctac export wrote">
          {(control) => <input {...control} className="nhsuk-input ctac-rb-file" type="file" multiple ref={(input) => { input?.setAttribute('webkitdirectory', '') }} onChange={(event) => choose(event.target.files)} />}
        </Field>
      </div>
      <details className="nhsuk-details">
        <summary className="nhsuk-details__summary"><span className="nhsuk-details__summary-text">I hold a checkpoint or the log’s key</span></summary>
        <div className="nhsuk-details__text">
          <p>Without them a bundle shows that it was not changed since the holder of the log’s key made it, and no more.</p>
          <TextArea label="Checkpoint that you kept (optional)" rows={5} value={checkpoint} change={setCheckpoint} />
          <TextField label="Key of the log, had from elsewhere (optional)" value={key} change={setKey} />
        </div>
      </details>
      <button type="button" className="nhsuk-button" disabled={chosen.length === 0 || said?.is === 'progress'} onClick={check}>{chosen.length > 1 ? `Check the ${chosen.length} files` : 'Check the bundle'}</button>
      {said?.is === 'progress' && <p role="status">{said.words} …</p>}
      <Verdict found={said?.is === 'verified' ? { holds: true, words: verified(said.report) } : said?.is === 'fault' || said?.is === 'failed' ? { holds: false, words: said.words } : undefined} />
      {said?.is === 'verified' && <Rests report={said.report} />}
    </section>
  )
}

function verified({ manifest }: Report): string {
  return `${manifest.reference ?? manifest.stream}: all ${manifest.entries} entries fit (${manifest.shown} shown, ${manifest.erased} erased, ${manifest.withheld} withheld), and so does every one of the ${manifest.size} leaves of the log.`
}

function Rests({ report }: { report: Report }) {
  const { manifest, against, cosigned } = report
  const rests = [
    report.signatures === 'checked' ? `The log’s key signed the checkpoint and the bundle: ${manifest.key}` : 'The signatures were NOT checked: this browser does not know Ed25519.',
    against.checkpoint === undefined ? 'No checkpoint of yours was compared: that the log was not rewritten before is not shown.' : `The log’s first ${against.checkpoint} entries are as in the checkpoint that you hold.`,
    ...(against.key ? ['The key is the one that you hold.'] : []),
    ...cosigned.map((by) => `${by.witness} cosigned the checkpoint, ${instantOf(new Date(by.at))}.`),
    ...(report.unexplained.length > 0 ? [`Erased, and their erasure may stand in a withheld entry: ${report.unexplained.map((seq) => `#${seq}`).join(', ')}.`] : []),
    ...manifest.unproved.map((it) => `Not proved: ${it}.`),
  ]
  return <><h3 className="nhsuk-heading-s">What that rests on</h3><ul className="nhsuk-list nhsuk-list--bullet">{rests.map((it) => <li key={it} className="ctac-rb-words">{it}</li>)}</ul></>
}
