// The ledger for whoever wants to check it: the latest checkpoint to take away, and three checks that this browser makes itself.
import { useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { api, whole } from '../../api/client'
import { base64Of, hexOf } from '../../ledger/bytes'
import { cosignedBy, openCheckpoint, readKey, readSignature, type Opened, type Signed } from '../../ledger/note'
import { hasRole, useMe } from '../../me'
import { Act } from '../../parts/act'
import { Loading } from '../../parts/loading'
import { Refused } from '../../parts/refused'
import { Time } from '../../parts/time'
import { Title } from '../../parts/title'
import { Bundle } from './bundle'
import { Consistency } from './consistency'
import { Inclusion } from './inclusion'

export interface Current { note: string; opened: Opened; key: string; signedAt: string | undefined; witnesses: string[]; cosigned: { witness: string; at: string | undefined; signed: Signed }[] }

/** The latest checkpoint, or one signed now, opened here with the log's key. */
export async function current(fresh: boolean): Promise<Current> {
  const [note, log] = [await whole(api.GET('/api/v1/ledger/checkpoint', { params: { query: fresh ? { fresh: 'true' } : {} }, parseAs: 'text' })) as string, await whole(api.GET('/api/v1/ledger'))]
  const opened = await openCheckpoint(note, await readKey(log.key))
  const latest = log.latest?.size === opened.checkpoint.size ? log.latest : undefined
  const cosigned: Current['cosigned'] = []
  const keys = await Promise.all(log.witnesses.map(readKey))
  for (const line of latest?.cosignatures ?? []) {
    const signature = readSignature(line)
    const witness = signature && keys.find((key) => key.name === signature.name)
    if (!signature || !witness) continue
    const { signed, at } = await cosignedBy(opened.note.text, signature, witness)
    cosigned.push({ witness: witness.name, at: at?.toISOString(), signed })
  }
  return { note, opened, key: log.key, signedAt: latest?.signed_at, witnesses: log.witnesses, cosigned }
}

export default function Ledger() {
  const me = useMe()
  const { data, error, refetch } = useQuery({ queryKey: ['checkpoint'], queryFn: () => current(false) })
  const fresh = useQuery({ queryKey: ['checkpoint-now'], queryFn: () => current(true), enabled: false })
  const shown = fresh.data ?? data
  const auditor = hasRole(me, 'auditor', 'incident-lead', 'organisation-admin', 'cell-admin')
  return (
    <>
      <Title>Ledger</Title>
      <p>Every fact that the cell recorded is an entry in one ledger that is only ever added to. A checkpoint says what it held at a moment, signed. Whoever keeps one can prove later that nothing before it was changed, even by whoever runs the service: keep one outside it.</p>
      {error ? <Refused error={error} again={() => void refetch()} /> : !shown ? <Loading what="the checkpoint" /> : <Checkpoint it={shown} now={async () => { const got = await fresh.refetch(); if (got.error) throw got.error }} />}
      <Browser signed={shown?.opened.signed} />
      {shown && auditor && <><Consistency /><Inclusion /></>}
      <Bundle witnesses={shown?.witnesses ?? []} />
    </>
  )
}

function Browser({ signed }: { signed: Signed | undefined }) {
  if (!globalThis.isSecureContext) return <p className="nhsuk-inset-text">This page was not fetched over TLS: a browser then hashes nothing, and no check can be made here.</p>
  if (signed !== 'browser') return null
  return <p className="nhsuk-inset-text">This browser does not know Ed25519: hashes and proofs are checked here, signatures are <strong>not</strong>. Use a newer browser, or <code>ctac verify</code>.</p>
}

export const SIGNED: Record<Signed, string> = { holds: 'The signature holds (checked by this browser)', bad: 'The signature does NOT hold', 'not-signed': 'Not signed by this key', browser: 'Not checked: this browser does not know Ed25519' }

function Checkpoint({ it, now }: { it: Current; now: () => Promise<unknown> }) {
  const { checkpoint, signed } = it.opened
  const file = URL.createObjectURL(new Blob([it.note], { type: 'text/plain' }))
  return (
    <section aria-labelledby="checkpoint">
      <h2 className="nhsuk-heading-m" id="checkpoint">Latest checkpoint</h2>
      <dl className="nhsuk-summary-list">
        <Row name="Log"><code>{checkpoint.origin}</code></Row>
        <Row name="Entries">{checkpoint.size.toLocaleString('en-GB')}</Row>
        <Row name="Root"><code className="ctac-rb-hash">{base64Of(checkpoint.root)}</code><span className="ctac-rb-quiet ctac-rb-block">in hexadecimal <code className="ctac-rb-hash">{hexOf(checkpoint.root)}</code></span></Row>
        <Row name="Signed">{it.signedAt ? <Time at={it.signedAt} /> : 'just now'}</Row>
        <Row name="Key"><code className="ctac-rb-hash">{it.key}</code><span className="ctac-rb-quiet ctac-rb-block">As the service tells it: compare it with the one that you had from elsewhere.</span></Row>
        <Row name="Signature"><strong className={`nhsuk-tag nhsuk-tag--${signed === 'holds' ? 'green' : signed === 'browser' ? 'yellow' : 'red'}`}>{signed === 'holds' ? 'Holds' : signed === 'browser' ? 'Not checked' : 'Does not hold'}</strong> {SIGNED[signed]}</Row>
        <Row name="Cosigned">{it.cosigned.length === 0 ? `by no witness yet${it.witnesses.length === 0 ? ': the cell knows none' : ''}` : <ul className="nhsuk-list">{it.cosigned.map((by) => <li key={by.witness}>{by.witness}{by.at && <>, <Time at={by.at} /></>}: {SIGNED[by.signed].toLowerCase()}</li>)}</ul>}</Row>
      </dl>
      <div className="ctac-rb-row">
        <Copy text={it.note} />
        <a className="nhsuk-button nhsuk-button--secondary" href={file} download={`checkpoint-${checkpoint.size}.txt`}>Download it</a>
        <Act kind="secondary" does={now}>Sign one now</Act>
      </div>
      <details className="nhsuk-details"><summary className="nhsuk-details__summary"><span className="nhsuk-details__summary-text">The signed note itself</span></summary><div className="nhsuk-details__text"><pre className="ctac-rb-source" tabIndex={0}><code>{it.note}</code></pre></div></details>
    </section>
  )
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return <div className="nhsuk-summary-list__row"><dt className="nhsuk-summary-list__key">{name}</dt><dd className="nhsuk-summary-list__value">{children}</dd></div>
}

function Copy({ text }: { text: string }) {
  const [said, say] = useState('')
  const copy = () => navigator.clipboard.writeText(text).then(() => say('Copied.'), () => say('The browser does not let the page copy: use the note below.'))
  return <div><button type="button" className="nhsuk-button" onClick={() => void copy()}>Copy it</button> <span role="status">{said}</span></div>
}
