// The lines of a rota's timeline: who is on in the end, overrides, absences, and each layer. No framework.
import type { Schema } from '../../api/client'
import { kindWords, putsOn, type Absence, type Override } from './data'
import { meets, read, withGaps, type Stretch } from './days'
import { hours, listed, stretch } from './words'

export type Chosen = Stretch & (
  | { what: 'shift'; people: string[]; from: number; to: number }
  | { what: 'override'; override: Override }
  | { what: 'absence'; absence: Absence }
)

export interface Bar extends Stretch {
  key: string
  /** What stands in it. */
  words: string
  /** All of it, for who cannot see where it stands. */
  says: string
  looks: 'shift' | 'mine' | 'gap' | 'override' | 'absence' | 'layer' | 'nobody'
  /** What is chosen by it; none: it is only looked at. */
  chosen?: Chosen
}

export interface Line {
  key: string
  name: string
  bars: Bar[]
}

export interface Found {
  shifts: Schema<'ShiftView'>[]
  layers: Schema<'LayerView'>[]
  overrides: Override[]
  absences: Absence[]
}

export interface Told {
  zone: string
  name: (id: string) => string
  me: string
  now: number
}

/** Overrides and absences that are met by the window. */
const within = <T extends { from: string; to: string }>(all: T[], window: Stretch) =>
  all.map((it) => ({ it, from: Date.parse(it.from), to: Date.parse(it.to) })).filter((it) => meets(it, window))

/** Who is on in the end, with gaps; a shift that an override made says so. */
export function finalLine(found: Found, window: Stretch, told: Told): Line {
  const overrides = within(found.overrides, window)
  const bars = withGaps(read(found.shifts), window).flatMap((it) => {
    // What is past is nobody's gap to fill, what is under way and to come is.
    const parts = it.people.length === 0 && it.from < told.now && told.now < it.to ? [{ ...it, to: told.now }, { ...it, from: told.now }] : [it]
    return parts.map((part) => finalBar(part, overrides.some((other) => meets(other, part) && putsOn(other.it.kind, part.people)), told))
  })
  return { key: 'final', name: 'On call', bars }
}

function finalBar(it: Stretch & { people: string[] }, by: boolean, told: Told): Bar {
  const gap = it.people.length === 0
  const past = it.to <= told.now
  const who = gap ? (past ? 'Nobody' : 'GAP: nobody') : listed(it.people.map(told.name))
  const mark = by && !gap ? ' (override)' : ''
  return {
    ...it, key: `final-${it.from}`, words: who + mark,
    says: `${who}${mark}, ${stretch(told.zone, it)}, ${hours(it.to - it.from)}`,
    looks: gap ? (past ? 'nobody' : 'gap') : it.people.includes(told.me) ? 'mine' : 'shift',
    chosen: { what: 'shift', ...it },
  }
}

export function overrideLine(found: Found, window: Stretch, told: Told): Line {
  const bars = within(found.overrides, window).map(({ it, from, to }): Bar => {
    const words = kindWords(it.kind, told.name)
    return { key: it.id, from, to, words, says: `Override: ${words}, ${stretch(told.zone, { from, to })}, because: ${it.reason}`, looks: 'override', chosen: { what: 'override', override: it, from, to } }
  })
  return { key: 'overrides', name: 'Overrides', bars }
}

export function absenceLine(found: Found, window: Stretch, told: Told, named: Set<string>): Line {
  const bars = within(found.absences.filter((it) => named.has(it.person)), window).map(({ it, from, to }): Bar => ({
    key: it.id, from, to, words: `${told.name(it.person)} away`, says: `${told.name(it.person)} is away, ${stretch(told.zone, { from, to })}`, looks: 'absence',
    chosen: { what: 'absence', absence: it, from, to },
  }))
  return { key: 'absences', name: 'Absences', bars }
}

/** From the highest to the lowest, as the one covers the other. */
export function layerLines(found: Found, told: Told): Line[] {
  return found.layers.map((layer, index): Line => ({
    key: `layer-${index}`, name: layer.name, bars: read(layer.shifts).map((it) => {
      const who = listed(it.people.map(told.name))
      return { ...it, key: `${index}-${it.from}`, words: who, says: `${layer.name}: ${who}, ${stretch(told.zone, it)}`, looks: 'layer' }
    }),
  })).reverse()
}
