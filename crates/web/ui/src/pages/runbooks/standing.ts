// Where a runbook stands, in words; and which of the library a search and a filter leave. No framework.
import type { Schema } from '../../api/client'

export type Summary = Schema<'RunbookSummary'>

export interface Mark { words: string; colour: 'green' | 'grey' | 'yellow' | 'red' | 'blue' }

const STANDINGS: Record<string, Mark> = {
  draft: { words: 'Draft', colour: 'grey' },
  'in-review': { words: 'Submitted', colour: 'yellow' },
  approved: { words: 'Approved', colour: 'green' },
  withdrawn: { words: 'Withdrawn', colour: 'red' },
}

/** A version's standing. */
export const standingOf = (standing: string): Mark => STANDINGS[standing] ?? { words: standing, colour: 'grey' }

/** What is to be known of a runbook in a list: what is followed first, then what waits, then what is wrong. */
export function marksOf(it: Summary, organisation?: string): Mark[] {
  const latest = standingOf(it.standing)
  const marks: Mark[] = []
  if (it.in_force) marks.push(STANDINGS['approved']!)
  if (!it.in_force || it.standing !== 'approved') marks.push(it.in_force ? { ...latest, words: `Newer version: ${latest.words.toLowerCase()}` } : latest)
  if (organisation && it.in_force && it.signed_off?.includes(organisation)) marks.push({ words: 'Signed off', colour: 'blue' })
  if (it.overdue) marks.push({ words: 'Review due', colour: 'red' })
  return marks
}

export const FILTERS: [value: string, words: string][] = [
  ['', 'All'], ['approved', 'Approved'], ['draft', 'Draft'], ['in-review', 'Submitted'], ['withdrawn', 'Withdrawn'], ['signed-off', 'Signed off by my organisation'], ['overdue', 'Review due'],
]

/** Every word of the search is somewhere in what is known of it; the filter as in `FILTERS`. By title. */
export function chosen(all: Summary[], search: string, filter: string, organisation?: string): Summary[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const said = (it: Summary) => [it.title, it.slug, it.owner, it.tlp, ...(it.triggers ?? [])].join(' ').toLowerCase()
  const stands = (it: Summary) => {
    switch (filter) {
      case '': return true
      case 'approved': return Boolean(it.in_force)
      case 'signed-off': return Boolean(it.in_force && organisation && it.signed_off?.includes(organisation))
      case 'overdue': return it.overdue
      default: return it.standing === filter
    }
  }
  return all.filter((it) => stands(it) && words.every((word) => said(it).includes(word))).sort((one, other) => one.title.localeCompare(other.title))
}
