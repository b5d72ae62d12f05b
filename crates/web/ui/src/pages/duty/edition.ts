// A rota as its editor holds it: from what the service keeps, and back; where a fault belongs; what differs from what somebody else saved.
// No framework.
import type { Layer, Rota, Weekday } from './data'

export const WEEKDAYS: Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

/** What is typed. A layer keeps what this editor has no field for. */
export interface Edition {
  name: string
  duty: 'responder' | 'lead' | 'other'
  /** Empty: none. */
  deputy: string
  zone: string
  layers: Layer[]
  onNow: 'keep' | 'recount'
  /** The version it was begun on; 0 for a new rota. */
  version: number
}

export function editionOf(rota: Rota): Edition {
  return { name: rota.name, duty: rota.duty, deputy: rota.deputy ?? '', zone: rota.rota.time_zone, layers: rota.rota.layers, onNow: 'keep', version: rota.version }
}

/** The Monday after a date, at nine: where a new layer begins to count. */
export function newLayer(start: string, number: number): Layer {
  return { name: number === 1 ? 'Week about' : `Layer ${number}`, groups: [], start, turn: { unit: 'weekly', length: 1 } }
}

export const newRota = (start: string): Edition => ({ name: '', duty: 'responder', deputy: '', zone: 'Europe/London', layers: [newLayer(start, 1)], onNow: 'keep', version: 0 })

/** `2026-01-05T09:00` as the service has it, with seconds. */
const seconds = (wall: string) => (/T\d{2}:\d{2}$/.test(wall) ? `${wall}:00` : wall)

/** What is sent. The order is that of the service: from the lowest layer to the highest. */
export function bodyOf(edition: Edition) {
  const layers = edition.layers.map((layer) => ({
    ...layer,
    groups: layer.groups.filter((group) => group.length > 0),
    start: seconds(layer.start),
    end: layer.end ? seconds(layer.end) : undefined,
    in_force_from: layer.in_force_from ? seconds(layer.in_force_from) : undefined,
    time_zone: layer.time_zone || undefined,
    turn: { ...layer.turn, handoff_days: layer.turn.unit === 'daily' ? layer.turn.handoff_days : undefined },
    restrictions: layer.restrictions?.map((it) => ({ ...it, from: time(it.from), to: time(it.to) })),
  }))
  return { name: edition.name.trim(), duty: edition.duty, deputy: edition.deputy || null, on_now: edition.onNow, rota: { time_zone: edition.zone.trim(), layers } }
}

const time = (text: string) => (/^\d{2}:\d{2}$/.test(text) ? `${text}:00` : text)

/** Moves one of a list by one place; beyond its ends nothing happens. */
export function carried<T>(all: T[], from: number, to: number): T[] {
  if (to < 0 || to >= all.length || from === to) return all
  const left = all.filter((_, index) => index !== from)
  return [...left.slice(0, to), all[from]!, ...left.slice(to)]
}

export interface Fault {
  field: string
  problem: string
}

/** What is wrong at a field, by the place the service names, such as `rota.layers[0].turn.length`; also within it. */
export function faultAt(faults: Fault[], place: string): string | undefined {
  const found = faults.filter((it) => it.field === place || it.field.startsWith(`${place}[`) || it.field.startsWith(`${place}.`))
  return found.length === 0 ? undefined : found.map((it) => it.problem).join('; ')
}

/** Faults that no field of the editor shows. */
export function elsewhere(faults: Fault[], shown: string[]): Fault[] {
  return faults.filter((it) => !shown.some((place) => it.field === place || it.field.startsWith(`${place}[`) || it.field.startsWith(`${place}.`)))
}

/** What two editions say differently, each line in words. */
export function differences(mine: Edition, theirs: Edition, name: (member: string) => string): { what: string; mine: string; theirs: string }[] {
  const rows: { what: string; mine: string; theirs: string }[] = []
  const add = (what: string, one: string, other: string) => { if (one !== other) rows.push({ what, mine: one || 'none', theirs: other || 'none' }) }
  add('Name', mine.name, theirs.name)
  add('Duty', mine.duty, theirs.duty)
  add('Time zone', mine.zone, theirs.zone)
  add('Deputy', mine.deputy && name(mine.deputy), theirs.deputy && name(theirs.deputy))
  for (let index = 0; index < Math.max(mine.layers.length, theirs.layers.length); index += 1) {
    add(`Layer ${index + 1}`, layerWords(mine.layers[index], name), layerWords(theirs.layers[index], name))
  }
  return rows
}

export function layerWords(layer: Layer | undefined, name: (member: string) => string): string {
  if (!layer) return ''
  const order = layer.groups.map((group) => group.map(name).join(' with ')).join(', ')
  const windows = (layer.restrictions ?? []).map((it) => `${it.days?.join(', ') || 'every day'} ${it.from.slice(0, 5)} to ${it.to.slice(0, 5)}`).join('; ')
  const parts = [`${layer.name}: ${order}`, `${layer.turn.length} × ${layer.turn.unit}${layer.turn.handoff_days ? ` on ${layer.turn.handoff_days.join(', ')}` : ''}`, `from ${layer.start.replace('T', ' ').slice(0, 16)}`]
  if (layer.end) parts.push(`to ${layer.end.replace('T', ' ').slice(0, 16)}`)
  if (windows) parts.push(`only ${windows}`)
  if (layer.time_zone) parts.push(`in the time of ${layer.time_zone}`)
  if (layer.beside) parts.push('beside the layer before it')
  return parts.join(' · ')
}
