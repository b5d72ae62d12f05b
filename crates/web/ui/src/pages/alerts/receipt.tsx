// The receipt of what was raised by hand: what it became, what the cell does now, and a named human.
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'wouter'
import { api, whole } from '../../api/client'
import { Loading } from '../../parts/loading'
import { SeverityTag } from '../../parts/marks'
import { Refused } from '../../parts/refused'
import { Time } from '../../parts/time'
import { Title } from '../../parts/title'

/** Milliseconds between two looks: somebody waits for a name. */
const REFRESH = 5_000

const stands: Record<string, string> = { 'has-it': 'Who has it', paged: 'Who is being paged', deputy: 'Who answers for it' }

export default function Receipt() {
  const { reference = '' } = useParams<{ reference: string }>()
  const query = useQuery({
    queryKey: ['raise', reference],
    queryFn: () => whole(api.GET('/api/v1/raise/{reference}', { params: { path: { reference } } })),
    refetchInterval: REFRESH,
  })
  if (query.isError) return <><Title>Receipt</Title><Refused error={query.error} again={() => void query.refetch()} /></>
  const receipt = query.data
  if (!receipt) return <Loading what="the receipt" />
  return (
    <>
      <p className="ctac-back"><Link href="/alerts">All alerts</Link></p>
      <Title caption="Receipt">{receipt.reference}</Title>
      <div className="nhsuk-inset-text" role="status"><p><strong>{receipt.now}</strong></p></div>
      <dl className="nhsuk-summary-list">
        {receipt.person && <Row name={stands[receipt.person.is] ?? 'Who'}>{receipt.person.name}, {receipt.person.role}</Row>}
        {receipt.nobody_on_call?.map((rota) => <Row key={rota} name="Nobody is on call"><strong className="ctac-warning">{rota}</strong></Row>)}
        <Row name="How severe it became">{receipt.severity ? <SeverityTag severity={receipt.severity} /> : 'Below the threshold'}</Row>
        <Row name="Why">{receipt.because.map((why) => <div key={why}>{why}</div>)}</Row>
        <Row name="Threshold">{receipt.threshold_version === 0 ? 'The service’s default' : `Version ${receipt.threshold_version}`}</Row>
        {receipt.organisations && receipt.organisations.length > 0 && (
          <Row name="Who is affected">{receipt.organisations.map((name) => <div key={name}>{name}</div>)}</Row>
        )}
        <Row name="Raised"><Time at={receipt.received_at} /></Row>
        <Row name="Whom to call back">{receipt.call_back_kept ? 'Kept, sealed' : 'Not given'}</Row>
      </dl>
      <p>Whoever is to follow this without signing in can have <a href={pathOf(receipt.link)}>the receipt’s own page</a>: keep its address to those people.</p>
    </>
  )
}

/** The link on this service, wherever it is reached. */
function pathOf(link: string): string {
  try {
    return new URL(link).pathname
  } catch {
    return link
  }
}

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="nhsuk-summary-list__row nhsuk-summary-list__row--no-actions">
      <dt className="nhsuk-summary-list__key">{name}</dt>
      <dd className="nhsuk-summary-list__value">{children}</dd>
    </div>
  )
}
