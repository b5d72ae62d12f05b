// A cell in the middle of a bad night, arranged by the interface: what the pages show when there is something on them.
import { Client } from './client'
import { fillDuty } from './filled-duty'
import { fillIncidents, type Filled as Incidents } from './filled-incidents'
import { fillIntake } from './filled-intake'
import { fillRunbooks } from './filled-runbooks'
import type { Service } from './service'

export type People = Record<'aster' | 'bramble' | 'clover' | 'dahlia' | 'elder' | 'fern' | 'gorse' | 'hazel' | 'ivy' | 'juniper' | 'larch' | 'maple', Client>

export interface Filled extends Incidents {
  people: People
  /** A receipt of something raised by hand. */
  receipt: string
  /** A draft of a runbook that stands. */
  draft: string
}

const names = ['aster', 'bramble', 'clover', 'dahlia', 'elder', 'fern', 'gorse', 'hazel', 'ivy', 'juniper', 'larch', 'maple'] as const

export async function fill(service: Service): Promise<Filled> {
  const signed = await Promise.all(names.map(async (name) => [name, await Client.signIn(service, name)] as const))
  const people = Object.fromEntries(signed) as People
  await fillDuty(people)
  const receipt = await fillIntake(service, people)
  const { draft, clocks } = await fillRunbooks(people)
  return { people, receipt, draft, ...(await fillIncidents(people, clocks)) }
}

/** An instant so many minutes from now, before it where negative. */
export const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString()
