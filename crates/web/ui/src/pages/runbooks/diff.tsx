// Two versions compared: what was beside what is on a laptop, under one another on a phone, each change by its word.
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearchParams } from 'wouter'
import { api, whole } from '../../api/client'
import { Loading } from '../../parts/loading'
import { Refused } from '../../parts/refused'
import { Title } from '../../parts/title'
import { groupsOf, wordsBetween, type Change, type Group, type Part, type Row } from './changes'
import { short } from './queries'

export default function Diff() {
  const { id = '' } = useParams<{ id: string }>()
  const [asked] = useSearchParams()
  const [from, to] = [asked.get('from') ?? '', asked.get('to') ?? '']
  const { data, error, refetch } = useQuery({
    queryKey: ['runbook-diff', from, to], enabled: from !== '' && to !== '', staleTime: Infinity,
    queryFn: () => whole(api.GET('/api/v1/runbooks/{id}/diff', { params: { path: { id }, query: { from, to } } })),
  })
  if (!from || !to) return <><Title>What changed</Title><p>Two versions are compared from the list of versions on <Link href={`/runbooks/${id}`}>the runbook’s page</Link>.</p></>
  return (
    <>
      <p className="ctac-back"><Link href={`/runbooks/${id}`}>The runbook</Link></p>
      <Title caption={`From version ${short(from)} to ${short(to)}`}>What changed</Title>
      {error ? <Refused error={error} again={() => void refetch()} /> : !data ? <Loading what="what changed" /> : <Shown changes={data.changes as unknown as Change[]} />}
    </>
  )
}

function Shown({ changes }: { changes: Change[] }) {
  const groups = groupsOf(changes)
  if (groups.length === 0) return <p>Nothing: the two say the same.</p>
  const count = (word: Group['word']) => groups.filter((group) => group.slug && group.word === word).length
  const counts = (['Added', 'Removed', 'Changed', 'Moved'] as const).filter((word) => count(word) > 0).map((word) => `${count(word)} ${word.toLowerCase()}`)
  return (
    <>
      {counts.length > 0 && <p>Steps: {counts.join(', ')}.</p>}
      <ul className="ctac-rb-changes">{groups.map((group) => <li key={group.slug ?? ''}><One group={group} /></li>)}</ul>
    </>
  )
}

const COLOURS = { Added: 'green', Removed: 'red', Changed: 'blue', Moved: 'grey' } as const

function One({ group }: { group: Group }) {
  return (
    <section aria-label={`${group.word}: ${group.title}`}>
      <h2 className="nhsuk-heading-s"><strong className={`nhsuk-tag nhsuk-tag--${COLOURS[group.word]}`}>{group.word}</strong> {group.title} {group.slug && <code>#{group.slug}</code>}</h2>
      {group.rows.map((row, at) => <Sides key={at} row={row} />)}
    </section>
  )
}

function Sides({ row }: { row: Row }) {
  const parts = row.from !== undefined && row.to !== undefined ? wordsBetween(row.from, row.to) : undefined
  return (
    <div className="ctac-change">
      <p className="ctac-rb-change__what">{row.what}</p>
      <div className="ctac-rb-change__sides">
        <Side head="Was" text={row.from} none="Was not there" parts={parts?.filter((part) => part.is !== 'new')} />
        <Side head="Is" text={row.to} none="Is not there any more" parts={parts?.filter((part) => part.is !== 'gone')} />
      </div>
    </div>
  )
}

function Side({ head, text, none, parts }: { head: string; text: string | undefined; none: string; parts: Part[] | undefined }) {
  return (
    <div className="ctac-rb-change__side">
      <p className="ctac-rb-change__head">{head}</p>
      {text === undefined ? <p className="ctac-rb-quiet">{none}.</p> : <p className="ctac-rb-words">{parts ? parts.map(marked) : text}</p>}
    </div>
  )
}

/** What went is struck, what came is underlined: on paper and to who sees no colours, too. */
function marked(part: Part, at: number) {
  if (part.is === 'gone') return <del key={at}>{part.words}</del>
  return part.is === 'new' ? <ins key={at}>{part.words}</ins> : <span key={at}>{part.words}</span>
}
