// What changed between two versions, gathered by step and said in words: never by a colour alone. No framework.

/** A key that changed. */
interface Key { key: string; from: string | null; to: string | null }
/** As the service sends it: `change` says which. */
export type Change =
  | ({ change: 'front' | 'phase' } & Key)
  | { change: 'added'; slug: string; title: string; at: string }
  | { change: 'removed'; slug: string; title: string; at: string; retired: boolean }
  | { change: 'moved'; slug: string; title: string; from: string; to: string }
  | { change: 'changed'; slug: string; title: string; key: Key }

/** One row: what it is about, what was and what is. */
export interface Row { what: string; from: string | undefined; to: string | undefined }
/** Everything about one step, or about the runbook as a whole. */
export interface Group { word: 'Added' | 'Removed' | 'Changed' | 'Moved'; title: string; slug: string | undefined; rows: Row[] }

export function groupsOf(changes: Change[]): Group[] {
  const whole: Group = { word: 'Changed', title: 'The runbook as a whole', slug: undefined, rows: [] }
  const groups = new Map<string, Group>()
  const step = (it: { slug: string; title: string }, word: Group['word']): Group => {
    const found = groups.get(it.slug) ?? { word, title: it.title, slug: it.slug, rows: [] }
    groups.set(it.slug, found)
    return found
  }
  for (const it of changes) {
    switch (it.change) {
      case 'front': case 'phase': whole.rows.push(row(it)); break
      case 'added': step(it, 'Added').rows.push({ what: 'Stands', from: undefined, to: it.at }); break
      case 'removed': step(it, 'Removed').rows.push({ what: it.retired ? 'Stood' : 'Stood (its slug is not among those never used again)', from: it.at, to: undefined }); break
      case 'moved': step(it, 'Moved').rows.push(it.from === it.to ? { what: 'In another order', from: it.from, to: it.to } : { what: 'Place', from: it.from, to: it.to }); break
      case 'changed': step(it, 'Changed').rows.push(row(it.key)); break
    }
  }
  return [...(whole.rows.length > 0 ? [whole] : []), ...groups.values()]
}

function row({ key, from, to }: Key): Row {
  return { what: key === 'text' ? 'Instruction' : key.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase()), from: from ?? undefined, to: to ?? undefined }
}

/** A run of words that both have, or that one has. */
export interface Part { words: string; is: 'same' | 'gone' | 'new' }

/** Words are compared up to so many of each; longer texts are shown whole. */
const WORDS = 1_500

/** Which words of a text went and which came: the longest common sequence. None where they are too long to compare. */
export function wordsBetween(from: string, to: string): Part[] | undefined {
  const [a, b] = [from.split(/(?<=\s)/), to.split(/(?<=\s)/)]
  if (a.length > WORDS || b.length > WORDS) return undefined
  const width = b.length + 1
  const common = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = a[i] === b[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
    }
  }
  const parts: Part[] = []
  const add = (words: string, is: Part['is']) => {
    const last = parts.at(-1)
    if (last?.is === is) last.words += words
    else parts.push({ words, is })
  }
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { add(a[i]!, 'same'); i += 1; j += 1 }
    else if (j >= b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) { add(a[i]!, 'gone'); i += 1 }
    else { add(b[j]!, 'new'); j += 1 }
  }
  return parts
}
